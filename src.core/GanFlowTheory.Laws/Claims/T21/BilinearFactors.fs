namespace GanFlowTheory.Laws

open GanFlowTheory.Core

/// <summary>A scheme whose step multiplies zeta = xi/sqrt kx + i eta/sqrt ky by R(ia).</summary>
[<NoComparison; NoEquality>]
type internal BilinearRule =
    {
        /// The scheme with steps of length tau.
        Scheme: float -> GameScheme
        /// Re R(ia), of a^2.
        Real: float -> float
        /// Im R(ia) / a, of a^2: so that a clock of 0 is allowed.
        Imaginary: float -> float
        /// |R(ia)|^2, of a^2.
        Square: float -> float
    }

/// The factors of one-step schemes on bilinear games.
[<RequireQualifiedAccess>]
module internal BilinearFactors =

    let private rule scheme real imaginary square =
        {
            Scheme = scheme
            Real = real
            Imaginary = imaginary
            Square = square
        }

    let private euler scheme =
        rule scheme (fun _ -> 1.0) (fun _ -> 1.0) (fun a2 -> 1.0 + a2)

    /// The joint movement.
    let joint =
        rule GameScheme.joint (fun a2 -> 1.0 / (1.0 + a2)) (fun a2 -> 1.0 / (1.0 + a2)) (fun a2 -> 1.0 / (1.0 + a2))

    /// The midpoint rule.
    let midpoint =
        rule
            GameScheme.midpoint
            (fun a2 -> (1.0 - 0.25 * a2) / (1.0 + 0.25 * a2))
            (fun a2 -> 1.0 / (1.0 + 0.25 * a2))
            (fun _ -> 1.0)

    /// Extragradient.
    let extragradient =
        rule GameScheme.extragradient (fun a2 -> 1.0 - a2) (fun _ -> 1.0) (fun a2 -> 1.0 - a2 + a2 * a2)

    /// Heun's method.
    let heun =
        rule (Integrator.heun >> GameScheme.integrated) (fun a2 -> 1.0 - 0.5 * a2) (fun _ -> 1.0) (fun a2 ->
            1.0 + 0.25 * a2 * a2)

    let private rungeKutta4 =
        rule
            (Integrator.rungeKutta4 >> GameScheme.integrated)
            (fun a2 -> 1.0 - a2 / 2.0 + a2 * a2 / 24.0)
            (fun a2 -> 1.0 - a2 / 6.0)
            (fun a2 -> 1.0 - pown a2 3 / 72.0 + pown a2 4 / 576.0)

    let private dormandPrince =
        rule
            (Integrator.dormandPrinceFixed >> GameScheme.integrated)
            (fun a2 -> 1.0 - a2 / 2.0 + a2 * a2 / 24.0 - pown a2 3 / 600.0)
            (fun a2 -> 1.0 - a2 / 6.0 + a2 * a2 / 120.0)
            (fun a2 ->
                1.0 - pown a2 3 / 1800.0 + pown a2 4 / 1600.0 - pown a2 5 / 14400.0
                + pown a2 6 / 360000.0)

    /// All of them.
    let rules =
        [
            euler GameScheme.simultaneous
            euler GameScheme.jacobi
            joint
            midpoint
            extragradient
            heun
            rungeKutta4
            dormandPrince
        ]

    let private nameOf (scheme: float -> GameScheme) : string =
        (GameScheme.name (scheme 1.0)).Split(':')[0]

    /// Three steps against the factors, on a game made of the scene.
    let factorOn game (rule: BilinearRule) (name: string) : Law =
        Law.forAll
            {
                Name = "bilinear-factor"
                Statement =
                    "A step multiplies xi/sqrt kx + i eta/sqrt ky of each singular value s by R(ia), a = tau s sqrt(kx ky), "
                    + "with the R of the scheme."
                Source = "T21-4"
                Judge = Judge.Relative(1e-12, SingularPairs.rounding)
            }
            name
            BilinearScenes.any
            (fun scene ->
                let step s (xi: float, eta: float) =
                    let a2 = SingularPairs.square scene s
                    let re, im = rule.Real a2, rule.Imaginary a2
                    re * xi - im * scene.Tau * scene.Kx * s * eta, re * eta + im * scene.Tau * scene.Ky * s * xi

                BilinearScenes.singular scene
                |> SingularPairs.repeated 3 (SingularPairs.eachPair scene step)
                |> SingularPairs.compare
                    scene
                    (pown (SingularPairs.growth scene) 3)
                    (BilinearScenes.after 3 (rule.Scheme scene.Tau) (game scene) (BilinearScenes.state scene)))

    /// Three steps against the factors.
    let factor (rule: BilinearRule) : Law =
        factorOn BilinearScenes.game rule (nameOf rule.Scheme)

    /// The radii after one step against |R|^2.
    let radius (rule: BilinearRule) : Law =
        Law.forAll
            {
                Name = "bilinear-radius"
                Statement =
                    "A step multiplies xi^2/kx + eta^2/ky of each singular value by |R(ia)|^2, a polynomial or a fraction in a^2."
                Source = "T21-4"
                Judge = Judge.Relative(1e-12, SingularPairs.rounding)
            }
            (nameOf rule.Scheme)
            BilinearScenes.moving
            (fun scene ->
                let squares (x: float[], y: float[]) =
                    Array.init scene.Rank (fun i -> x[i] * x[i] / scene.Kx + y[i] * y[i] / scene.Ky)

                let got =
                    BilinearScenes.after
                        1
                        (rule.Scheme scene.Tau)
                        (BilinearScenes.game scene)
                        (BilinearScenes.state scene)
                    |> BilinearScenes.readSingular scene
                    |> squares

                let size =
                    pown (SingularPairs.growth scene * BilinearScenes.size scene) 2
                    * (1.0 / scene.Kx + 1.0 / scene.Ky)

                [
                    Array.map2
                        (fun s r -> rule.Square(SingularPairs.square scene s) * r)
                        scene.Values
                        (squares (BilinearScenes.singular scene))
                    |> Equation.vector "the radii after a step against their factors" size got
                ])
