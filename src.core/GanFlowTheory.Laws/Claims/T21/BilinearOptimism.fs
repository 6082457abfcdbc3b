namespace GanFlowTheory.Laws

open System
open System.Numerics
open GanFlowTheory.Core

/// Optimistic steps on bilinear games.
[<RequireQualifiedAccess>]
module internal BilinearOptimism =

    // zeta_k by the roots of L^2 = (1 + 2ia) L - ia: with S_k = sum_(j < k) L1^j L2^(k-1-j), zeta_k = S_k zeta_1 - ia
    // S_(k-1) zeta_0, and the first step is Euler's.
    let private optimisticAt (a: float) (k: int) (start: Complex) : Complex =
        let root = Complex.Sqrt(Complex(1.0 - 4.0 * a * a, 0.0))
        let larger = 0.5 * (Complex(1.0, 2.0 * a) + root)
        let smaller = 0.5 * (Complex(1.0, 2.0 * a) - root)

        let sums count =
            Seq.init count (fun j -> Complex.Pow(larger, float j) * Complex.Pow(smaller, float (count - 1 - j)))
            |> Seq.fold (+) Complex.Zero

        let ia = Complex(0.0, a)
        sums k * (start + ia * start) - ia * sums (k - 1) * start

    /// Optimistic steps.
    let scheme: SteppedScene = fun tau _ -> GameScheme.optimistic tau

    /// Five steps against the roots.
    let roots (name: string) (scheme: SteppedScene) : Law =
        Law.forAll
            {
                Name = "optimistic-roots"
                Statement =
                    "Optimistic steps make zeta = xi/sqrt kx + i eta/sqrt ky follow zeta_(k+1) = (1 + 2ia) zeta_k - ia "
                    + "zeta_(k-1), zeta_1 = (1 + ia) zeta_0: after five steps it is what the roots of L^2 = (1 + 2ia) L - ia "
                    + "say."
                Source = "T21-4"
                Judge = Judge.Relative(1e-12, "five steps, and powers of roots below 1 + 2a")
            }
            name
            BilinearScenes.moving
            (fun scene ->
                let steps = 5
                let sx, sy = sqrt scene.Kx, sqrt scene.Ky

                let step s (xi, eta) =
                    let z =
                        optimisticAt (sqrt (SingularPairs.square scene s)) steps (Complex(xi / sx, eta / sy))

                    sx * z.Real, sy * z.Imaginary

                let got =
                    BilinearScenes.after
                        steps
                        (scheme scene.Tau scene)
                        (BilinearScenes.game scene)
                        (BilinearScenes.state scene)

                let a = sqrt (SingularPairs.square scene (Array.max scene.Values))
                let grown = pown (1.0 + 2.0 * a) steps * (max sx sy / min sx sy)

                BilinearScenes.singular scene
                |> SingularPairs.eachPair scene step
                |> SingularPairs.compare scene grown got)

    /// 200 steps with a at the largest singular value. What A does not see stands still, and what it hardly sees
    /// contracts slowly: the pair of that value is looked at.
    let contracting (a: float) : Law =
        Law.forAll
            {
                Name = "optimistic-contraction"
                Statement =
                    "Optimistic steps contract for 0 < a < 1/sqrt 3, the largest root being below 1: after 200 steps the "
                    + "pair of the largest singular value is nearer to 0 than at the start."
                Source = "T21-4"
                Judge = Judge.AtMost(0.0, "the radius falls by far more than rounding")
            }
            $"a = {a}"
            BilinearScenes.moving
            (fun scene ->
                let s = scene.Values
                let top = s |> Array.mapi (fun i s -> s, i) |> Array.max |> snd

                let pair (x: float[], y: float[]) =
                    x[top] * x[top] / scene.Kx + y[top] * y[top] / scene.Ky

                let before = pair (BilinearScenes.singular scene)

                if s[top] > 0.0 && before > 0.0 then
                    let tau = a / (s[top] * sqrt (scene.Kx * scene.Ky))

                    let later =
                        BilinearScenes.after
                            200
                            (GameScheme.optimistic tau)
                            (BilinearScenes.game scene)
                            (BilinearScenes.state scene)
                        |> BilinearScenes.readSingular scene
                        |> pair

                    [
                        Equation.scalar "the radius after 200 steps against that of the start" 1.0 later before
                    ]
                else
                    [])
