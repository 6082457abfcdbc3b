namespace GanFlowTheory.Core

open System.Threading

/// <summary>A normal law q = N(m, s^2) from which training with a generator loss raises KL(q||p), p = N(0, 1), with the
/// exact ratio at every time and steps as short as one likes (YZL23-3).</summary>
[<NoComparison>]
type MonoFlowCounterexample =
    {
        /// m.
        Mean: float
        /// s > 0.
        Deviation: float
        /// (t, KL(q||p)) from the start on, at most four times its start.
        Course: (float * float)[]
    }

/// What MonoFlow says by flows, which are not at hand where its metric is defined.
[<AutoOpen>]
module MonoFlowGrowth =

    /// The search for laws that a generator loss drives away from the target.
    [<RequireQualifiedAccess>]
    module MonoFlow =

        let private standard = lazy (GaussianMixture.standard 1)

        let private logRatio (q: GaussianState) =
            Divergence.logRatio (Density.ofMixture "N(0, 1)" standard.Value) (q :> IDensity).Density q.Nodes

        // E_q h'(log r) (log r)'^2 by k nodes.
        let private dissipation (loss: GeneratorLoss) (k: int) (q: GaussianState) : float =
            let q = GaussianState.onRule (GaussHermite.tensor k 1) q.Mean q.Factor
            let own = (GaussianMixture.score q.Nodes standard.Value).Data
            let other = ((q :> IDensity).Density.Score q.Nodes).Data
            let slopes = logRatio q |> Array.map loss.Slope

            Seq.sum (seq { for i in 0 .. own.Length - 1 -> q.Weights[i] * slopes[i] * (own[i] - other[i]) ** 2.0 })

        // Where the expectation stops being finite (that of r^2 does, once s^2 falls to 1/2) rules of different size
        // part.
        let private meaningful (loss: GeneratorLoss) (q: GaussianState) : bool =
            let fine, coarse = dissipation loss 64 q, dissipation loss 48 q
            abs (fine - coarse) <= 1e-3 * abs fine

        let private along (loss: GeneratorLoss) (mean: float) (deviation: float) (time: float) (steps: int) =
            Flow.create (Functional.klToGaussian standard.Value) (MonoFlow.field loss logRatio)
            |> Flow.steppedBy (Integrator.dormandPrince (1e-3 * time) 1e-7 1e-9)
            |> Flow.from (GaussianState.onRule (GaussHermite.tensor 64 1) [| mean |] (array2D [ [ deviation ] ]))
            |> Flow.observe { Time = Some time; Steps = Some steps } CancellationToken.None ignore

        let private grown (loss: GeneratorLoss) (mean: float, deviation: float) : MonoFlowCounterexample option =
            let start = (Array.head (along loss mean deviation 1.0 0).Steps).Diagnostics
            let kl, dissipation = start.Functional.Value, start.PredictedDissipation.Value

            // More than the rounding of a sum over the nodes.
            if dissipation < -1e-9 * kl then
                // At the first rate KL would double; the step limit is for flows that blow up before.
                let time = kl / -dissipation

                let course =
                    (along loss mean deviation time 300).States
                    |> Array.takeWhile (fun (_, q) -> meaningful loss q)
                    |> Array.map (fun (time, q) -> time, GaussianDivergence.kl standard.Value q)
                    |> Array.takeWhile (fun (_, later) -> later <= 4.0 * kl)

                if course.Length > 1 && snd (Array.last course) > kl then
                    Some
                        {
                            Mean = mean
                            Deviation = deviation
                            Course = course
                        }
                else
                    None
            else
                None

        /// <summary>A normal law from which the flow dx/dt = h'(log r) grad log r, projected on normal laws, raises
        /// KL(q||p), p = N(0, 1), with KL as long as the velocity is a finite expectation (YZL23-3). None where the laws
        /// tried show no growth, and so where h' &lt; 0 nowhere.</summary>
        let counterexample (loss: GeneratorLoss) : MonoFlowCounterexample option =
            List.allPairs [ 0.5; 1.0; 1.5; 2.0; 3.0; 0.0 ] [ 1.0; 2.0; 0.5 ]
            |> List.filter (fun law -> law <> (0.0, 1.0))
            |> Seq.tryPick (grown loss)
