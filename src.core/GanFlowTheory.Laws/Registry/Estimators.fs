namespace GanFlowTheory.Laws

open GanFlowTheory.Core

/// The estimators that laws are run on.
[<AutoOpen>]
module RegisteredEstimators =

    /// The instances that every law is run on.
    [<RequireQualifiedAccess>]
    module Registry =

        /// The estimators of MMD^2, by name.
        let estimators: (string * (Kernel -> Points -> Points -> Estimate)) list =
            MmdEstimator.forms
            |> List.map (fun form -> form.Shape.Replace("SIZE", "2"))
            |> List.map (fun name -> name, MmdEstimator.parse name)

        /// Those of pairs of points, which take samples of one size and see their order.
        let internal paired: Set<string> = set [ "ustat"; "linear"; "block:2" ]

        /// The laws that the mean of each is MMD^2, but of the biased one.
        let internal unbiasedness: Law list =
            [
                for name, estimator in estimators do
                    if name <> "biased" then
                        EstimatorLaws.unbiased (paired.Contains name) name 2 estimator
                        EstimatorLaws.unbiasedOrRefused $"{name} at different sizes" 2 estimator
            ]

        /// The laws of the estimates of their variances.
        let internal variances: Law list =
            [
                for name, estimator in estimators do
                    VarianceLaws.unbiased (paired.Contains name) name estimator

                for name in [ "unbiased"; "ustat" ] do
                    VarianceLaws.definition (paired.Contains name) name (MmdEstimator.parse name)

                for name in [ "linear"; "block:2" ] do
                    StandardErrorLaws.blocks 2 name (MmdEstimator.parse name)

                for form in MmdDifference.forms do
                    VarianceLaws.unbiasedDifference
                        (paired.Contains form.Shape)
                        form.Shape
                        (MmdDifference.parse form.Shape)
            ]
