namespace GanFlowTheory.Laws

open GanFlowTheory.Core

/// Known-bad targets.
[<RequireQualifiedAccess>]
module internal BadTargets =

    let private rings = Target.rings
    let private eight = Target.eightGaussians

    let private scored (change: Points -> Points -> Points) (target: Target) =
        { target with
            Score = target.Score |> Option.map (fun score -> fun x -> change x (score x))
        }

    let private lifted (a: float) (target: Target) =
        { target with
            LogDensity =
                target.LogDensity
                |> Option.map (fun logDensity -> logDensity >> Array.map (fun v -> v + a))
        }

    let private drawn (change: Points -> Points) (target: Target) =
        { target with
            Sample = fun seed count -> change (target.Sample seed count)
        }

    let private withoutBetween (mixture: GaussianMixture) =
        let c = mixture.Covariances

        Array2D.init mixture.Dimension mixture.Dimension (fun a b ->
            Seq.sum (Seq.init mixture.Count (fun j -> mixture.Weights[j] * c[j][a, b])))

    let all: KnownBad list =
        [
            Flaw.bad
                "a score over the deviation in place of the variance"
                (TargetLaws.score (scored (fun _ -> Points.scale 0.1) rings))
            Flaw.bad
                "a score whose radial part is missing"
                (TargetLaws.score (scored (fun x s -> Points.combine 1.0 s 1.0 x) rings))
            Flaw.bad
                "a density without the 2 pi of the plane"
                (TargetLaws.normaliser (lifted (log (2.0 * System.Math.PI)) eight))
            Flaw.bad
                "a density of seven of eight cells"
                (TargetLaws.normaliser (lifted (log (8.0 / 7.0)) Target.checkerboard))
            Flaw.bad "draws twice as far apart" (TargetLaws.sampler (drawn (Points.scale 2.0) rings))
            Flaw.bad
                "draws without the noise of one coordinate's scale"
                (TargetLaws.sampler (
                    drawn
                        (fun x -> Points.init x.Count 2 (fun i k -> if k = 0 then x[i, k] else 1.1 * x[i, k]))
                        Target.funnel
                ))
            Flaw.bad
                "weights of components that are not those of the density"
                (TargetLaws.sampler
                    { eight with
                        Sample =
                            (Target.ofMixture
                                ""
                                (GaussianMixture.mixture
                                    [| 0.2; 0.8 |]
                                    [ GaussianMixture.isotropic [| 2.0; 0.0 |] 0.2; eight.Mixture.Value ]))
                                .Sample
                    })
            Flaw.bad
                "a covariance without the spread of the means"
                (TargetLaws.mixturesBy GaussianMixture.mean withoutBetween GaussianMixture.logDensity)
            Flaw.bad
                "the mean of the means, unweighted"
                (TargetLaws.mixturesBy
                    (fun mixture ->
                        Array.init mixture.Dimension (fun k -> mixture.Means |> Array.averageBy (fun m -> m[k])))
                    GaussianMixture.covariance
                    GaussianMixture.logDensity)
            Flaw.bad
                "eight Gaussians on another circle"
                (TargetFormulaLaws.formula eight (fun (u, v) ->
                    snd TargetFormulaLaws.formulas.Head (u / 1.25, v / 1.25) / 1.5625))
            Flaw.bad
                "quantiles at i/n"
                (QuantileLaws.mixture (fun n mixture ->
                    let fine = (QuantileState.ofMixture (2 * n) mixture).Quantiles
                    QuantileState.ofValues (Array.init n (fun i -> fine[2 * i]))))
            Flaw.bad
                "the atom in the middle of each cell"
                (QuantileLaws.measure (fun n measure ->
                    let fine = (QuantileState.ofMeasure (101 * n) measure).Quantiles
                    QuantileState.ofValues (Array.init n (fun i -> fine[101 * i + 50]))))
        ]
