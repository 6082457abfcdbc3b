namespace GanFlowTheory.Laws

open GanFlowTheory.Core

/// The claim on what a generator gains against a fixed critic: BSAG18-12.
[<RequireQualifiedAccess>]
module internal FixedCriticLossClaims =

    // The WGAN generator's loss E_p f - E_q f against a fixed critic, by the library's functional E_q(-f).
    let private loss (f: Potential) (p: IMeasure) (q: IMeasure) : float =
        let energy: Functional<IMeasure> =
            Functional.potential "-f" (Potential.scale -1.0 f)

        energy.Value q - energy.Value p

    let private linear (slope: float[]) =
        Potential.ofPointwise (fun x -> Vectors.inner slope x) (fun _ -> slope)

    let private moved (shift: float[]) (cloud: Cloud) : IMeasure =
        let x = cloud.Points

        Empirical.weighted cloud.Weights (Points.init x.Count x.Dimension (fun i k -> x[i, k] + shift[k]))

    let private slopeOf (scene: Scene) =
        Array.init scene.Q.Dimension (fun k -> 1.0 + float k)

    let private unbounded (critic: float[] -> Potential) : Law =
        Law.forAll
            {
                Name = "wgan-loss-unbounded"
                Statement =
                    "Against the fixed critic f(x) = <w, x> the generator that moves its law by c w has the loss E_p f - E_q f - c |w|^2: below "
                    + "every bound."
                Source = "BSAG18-12"
                Judge = Judge.AtMost(1e-12, "sums of at most 12 terms, relative to the shift times |w|^2")
            }
            "f(x) = <w, x>"
            Scenes.any
            (fun scene ->
                let w = slopeOf scene
                let squared = Vectors.squaredNorm w
                let p = scene.P.Measure :> IMeasure
                let f = critic w
                let here = loss f p scene.Q.Measure
                let size = 1.0 + abs here + 100.0 * scene.Q.Spread * Vectors.norm w

                [
                    for bound in [ 0.0; -10.0; -1e6 ] do
                        // So far that the loss must be at the bound.
                        let c = (abs here - bound) / squared
                        let there = moved (w |> Array.map (fun v -> c * v)) scene.Q

                        Equation.scalar
                            $"loss after a shift of {Show.number c} w against {Show.number bound}"
                            (size - bound)
                            (loss f p there)
                            bound

                        Equation.scalar
                            "E_p f - E_q f - c |w|^2 against the loss"
                            (size - bound)
                            (here - c * squared)
                            (loss f p there)
                ])

    // A critic network of the library, and where on the atoms of p it is largest.
    let private networkCritic (dimension: int) =
        let network = Network.multilayer [ dimension; 4; 1 ] (Activation.LeakyRelu 0.2)
        Potential.ofNetwork network (Seed.normals (Network.parameterCount network) (Seed.create dimension))

    let private collapses (to': float[] -> int) : Law =
        Law.forAll
            {
                Name = "wgan-loss-at-data"
                Statement =
                    "Against any fixed critic the loss at q = p is 0, and the point mass where f is largest among the atoms of p has a loss of "
                    + "E_p f - max f <= 0: q = p is best only if f is constant on p."
                Source = "BSAG18-12"
                Judge = Judge.AtMost(1e-12, "sums of at most 12 values of the critic, relative to the largest")
            }
            "leaky-relu networks"
            Scenes.any
            (fun scene ->
                let f = networkCritic scene.P.Dimension
                let values = f.Value scene.P.Points
                let p = scene.P.Measure :> IMeasure
                let best = to' values
                let there = Empirical.ofPoints (Points.select [| best |] scene.P.Points)
                let mean = Array.fold2 (fun t w v -> t + w * v) 0.0 scene.P.Weights values
                let size = 1.0 + Vectors.largest values

                [
                    Equation.scalar "the loss at p" size (loss f p p) 0.0
                    Equation.scalar "0 against the loss at p" size 0.0 (loss f p p)
                    Equation.scalar "the loss at the point against 0" size (loss f p there) 0.0
                    Equation.scalar "the loss at the point" size (loss f p there) (mean - Array.max values)
                ])

    let private least (kernels: Kernel list) : Law =
        Law.forAll
            {
                Name = "mmd-least-at-data"
                Statement =
                    "With a fixed kernel MMD^2(q, p) >= 0 for every q, and it is 0 at q = p: never is another law better."
                Source = "BSAG18-12"
                Judge = Judge.AtMost(1e-12, "sums of at most 144 kernel values, relative to the largest")
            }
            (kernels |> List.map _.Name |> String.concat ", ")
            Scenes.any
            (fun scene ->
                let p, q = scene.P.Measure, scene.Q.Measure

                [
                    for kernel in kernels do
                        let size =
                            Seq.append (Points.toRows scene.P.Points) (Points.toRows scene.Q.Points)
                            |> Seq.map (fun x -> abs (Kernel.value kernel x x))
                            |> Seq.max
                            |> max 1.0

                        Equation.scalar $"MMD^2(p, p) with {kernel.Name}" size (Mmd.squared kernel p p) 0.0
                        Equation.scalar $"0 against MMD^2(q, p) with {kernel.Name}" size 0.0 (Mmd.squared kernel q p)
                ])

    /// BSAG18-12.
    let claim: Claim =
        {
            Id = "BSAG18-12"
            Statement =
                "With a fixed critic f the WGAN generator's loss E_p f - E_q f is linear in q and has the infimum E_p f - sup f: unbounded "
                + "below for f(x) = <w, x>, and least at q = p only if f = sup f on p; with a fixed kernel MMD^2(q, p) is least at q = p."
            Hypotheses =
                [
                    "for the WGAN: sup f is infinite on what the generator reaches, as for non-constant affine f"
                    "for MMD: the kernel is positive semidefinite; the generator reaches p"
                ]
            Source = "BSAG18"
            Page = "BSAG18-12.md"
            Property =
                [
                    unbounded linear
                    collapses (fun values -> Array.findIndex ((=) (Array.max values)) values)
                    least
                        [
                            Kernel.gaussian 1.0
                            Kernel.rqPaper
                            Kernel.distance
                            Kernel.poly3
                            Kernel.dot
                        ]
                ]
            Necessity =
                [
                    unbounded (fun w -> Potential.compose tanh (fun u -> 1.0 - tanh u * tanh u) (linear w))
                    |> Law.fails
                        "Against a bounded critic the loss is bounded: f = tanh <w, x> loses at most 1 + E_p f."
                    collapses (fun values -> Array.findIndex ((=) (Array.min values)) values)
                    |> Law.rejects "the point where f is least"
                    least [ ParametricSettings.indefinite ]
                    |> Law.fails "Without a positive kernel MMD^2 may be below 0, and q = p is not its least."
                ]
        }
