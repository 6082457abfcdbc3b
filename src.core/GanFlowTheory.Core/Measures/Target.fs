namespace GanFlowTheory.Core

open System

/// <summary>A target distribution p on R^d: a sampler, with the log-density and the score where they are
/// known.</summary>
[<NoComparison; NoEquality>]
[<StructuredFormatDisplay("{Name}")>]
type Target =
    {
        /// The name, as on the command line.
        Name: string
        /// One sentence with the exact definition.
        Description: string
        /// Dimension d.
        Dimension: int
        /// n independent draws, n x d.
        Sample: Seed -> int -> Points
        /// log p at the points, length n, -infinity where p is 0; none where it is not known.
        LogDensity: (Points -> float[]) option
        /// The score grad log p at the points, n x d; none where it does not exist or is not known.
        Score: (Points -> Points) option
        /// The target as a mixture of Gaussians, where it is one.
        Mixture: GaussianMixture option
    }

    /// Its name.
    override this.ToString() = this.Name

/// The named targets, all in the plane, and targets made from mixtures.
[<RequireQualifiedAccess>]
module Target =

    /// A target that is a mixture of Gaussians, under a name.
    let ofMixture (name: string) (mixture: GaussianMixture) : Target =
        {
            Name = name
            Description = invariant $"A {mixture}."
            Dimension = mixture.Dimension
            Sample = fun seed count -> GaussianMixture.sample seed count mixture
            LogDensity = Some(fun x -> GaussianMixture.logDensity x mixture)
            Score = Some(fun x -> GaussianMixture.score x mixture)
            Mixture = Some mixture
        }

    let private planar
        name
        description
        sample
        (logDensity: (Points -> float[]) option)
        (score: (Points -> Points) option)
        =
        let inPlane (f: Points -> 'a) (x: Points) =
            Guard.sameDimension "points" 2 x.Dimension
            f x

        {
            Name = name
            Description = description
            Dimension = 2
            Sample =
                fun seed count ->
                    Guard.atLeast "count" 1 count
                    sample seed count
            LogDensity = Option.map inPlane logDensity
            Score = Option.map inPlane score
            Mixture = None
        }

    /// Eight Gaussians of equal weight and standard deviation 0.2, evenly spaced on the circle of radius 2.
    let eightGaussians: Target =
        let centre j =
            let angle = float j * Math.PI / 4.0
            [| 2.0 * cos angle; 2.0 * sin angle |]

        let mixture =
            GaussianMixture.mixture (Array.create 8 0.125) [ for j in 0..7 -> GaussianMixture.isotropic (centre j) 0.2 ]

        { ofMixture "eight-gaussians" mixture with
            Description =
                "Eight Gaussians of equal weight and standard deviation 0.2, evenly spaced on the circle of radius 2."
        }

    let private ofArcs name description (parts: (float * NoisyArc)[]) =
        let bumps = lazy (Array.collect NoisyArc.bumps parts)

        let evaluate withScore x =
            GaussianSum.logSum withScore bumps.Value x

        let logDensity x =
            let struct (values, _) = evaluate false x
            values

        let score x =
            let struct (_, scores) = evaluate true x
            scores

        planar name description (NoisyArc.sample parts) (Some logDensity) (Some score)

    let private arc centre from until : NoisyArc =
        {
            Centre = centre
            Radius = 1.0
            From = from
            To = until
            Noise = 0.1
        }

    /// Two half circles of radius 1 that reach into each other, plus Gaussian noise of standard deviation 0.1; the
    /// density by quadrature, relative error below 1e-10 within 10 of the origin.
    let twoMoons: Target =
        ofArcs
            "two-moons"
            "Half of the mass uniform on the upper half of the unit circle about (0, 0), half on the lower half of the \
             unit circle about (1, 0.5), plus Gaussian noise of standard deviation 0.1 (density by quadrature, \
             relative error below 1e-10 within 10 of the origin)."
            [|
                0.5, arc (0.0, 0.0) 0.0 Math.PI
                0.5, arc (1.0, 0.5) Math.PI (2.0 * Math.PI)
            |]

    /// Two three-quarter circles that meet at the origin as an S, plus Gaussian noise of standard deviation 0.1; the
    /// density by quadrature, relative error below 1e-10 within 8 of the origin.
    let sCurve: Target =
        ofArcs
            "s-curve"
            "Uniform on the curve (sin t, sign(t) (cos t - 1)), |t| <= 3 pi/2, two three-quarter circles that meet at \
             the origin, plus Gaussian noise of standard deviation 0.1 (density by quadrature, relative error below \
             1e-10 within 8 of the origin)."
            [|
                // t > 0: centre (0, -1), angle pi/2 - t; t < 0: centre (0, 1), angle t - pi/2.
                0.5, arc (0.0, -1.0) -Math.PI (0.5 * Math.PI)
                0.5, arc (0.0, 1.0) (-2.0 * Math.PI) (-0.5 * Math.PI)
            |]

    /// Three circles of radius 1, 2 and 3 about the origin, plus Gaussian noise of standard deviation 0.1.
    let rings: Target =
        // Probabilities proportional to the radii: the mass per length is the same on each circle.
        let radii = [| 1.0 / 6.0, 1.0; 2.0 / 6.0, 2.0; 3.0 / 6.0, 3.0 |]
        let noise = 0.1

        let circle radius : NoisyArc =
            {
                Centre = (0.0, 0.0)
                Radius = radius
                From = 0.0
                To = 2.0 * Math.PI
                Noise = noise
            }

        planar
            "rings"
            "Uniform on the three circles of radius 1, 2 and 3 about the origin, plus Gaussian noise of standard \
             deviation 0.1."
            (NoisyArc.sample (radii |> Array.map (fun (probability, radius) -> probability, circle radius)))
            (Some(fun x -> fst (NoisyArc.circles noise radii x)))
            (Some(fun x -> snd (NoisyArc.circles noise radii x)))

    /// Uniform on the eight dark unit cells of the board [-2, 2)^2; there is no score.
    let checkerboard: Target =
        // Cell (a, b) is [a, a + 1) x [b, b + 1), -2 <= a, b < 2, and dark when a + b is even: eight of sixteen.
        let sample seed count =
            let values = Seed.uniforms (3 * count) seed

            Points.init count 2 (fun i k ->
                let cell = int (8.0 * values[3 * i])
                let a = cell % 4 - 2
                let corner = if k = 0 then a else 2 * (cell / 4) - 2 + (a &&& 1)
                float corner + values[3 * i + 1 + k])

        let logDensity (x: Points) =
            Array.init x.Count (fun i ->
                let a, b = floor x[i, 0], floor x[i, 1]
                let inside v = v >= -2.0 && v < 2.0

                if inside a && inside b && (int a + int b) % 2 = 0 then
                    -log 8.0
                else
                    Double.NegativeInfinity)

        planar
            "checkerboard"
            "Uniform on the eight unit cells [a, a + 1) x [b, b + 1) of [-2, 2)^2 with a + b even; there is no score."
            sample
            (Some logDensity)
            None

    /// Neal's funnel in the plane with a narrower mouth: x1 ~ N(0, 1.5^2) and x2 ~ N(0, exp(x1)) given x1, exp(x1)
    /// the variance.
    let funnel: Target =
        let sd = 1.5

        let sample seed count =
            let z = Seed.gaussian count 2 seed

            Points.init count 2 (fun i k ->
                if k = 0 then
                    sd * z[i, 0]
                else
                    exp (0.5 * sd * z[i, 0]) * z[i, 1])

        // x2^2 exp(-x1) by logarithms, so that a huge factor never meets a vanished one; log 0 = -infinity gives 0.
        let square (x1: float) (x2: float) = exp (2.0 * log (abs x2) - x1)

        let logDensity (x: Points) =
            Array.init x.Count (fun i ->
                let z = x[i, 0] / sd
                -0.5 * (z * z + x[i, 0] + square x[i, 0] x[i, 1]) - log (2.0 * Math.PI * sd))

        let score (x: Points) =
            let data = Array.zeroCreate (2 * x.Count)

            for i in 0 .. x.Count - 1 do
                let x1, x2 = x[i, 0], x[i, 1]
                data[i] <- 0.5 * square x1 x2 - 0.5 - x1 / (sd * sd)
                data[x.Count + i] <- -(float (sign x2)) * exp (log (abs x2) - x1)

            Points.wrap x.Count 2 data

        planar
            "funnel"
            "Neal's funnel in the plane with a narrower mouth: x1 ~ N(0, 1.5^2) and x2 ~ N(0, exp(x1)) given x1, \
             exp(x1) the variance."
            sample
            (Some logDensity)
            (Some score)

    /// The named targets.
    let all: Target list =
        [ eightGaussians; twoMoons; rings; checkerboard; funnel; sCurve ]

    /// How they are spelled.
    let forms: Form<Target> list =
        all |> List.map (fun target -> Form.plain target.Name target.Description target)

    /// The target of that name; an unknown name throws an argument exception that suggests the nearest one.
    let parse (expression: string) : Target = Form.read "target" forms expression

    /// n independent draws, n x d.
    let sample (seed: Seed) (count: int) (target: Target) : Points = target.Sample seed count
