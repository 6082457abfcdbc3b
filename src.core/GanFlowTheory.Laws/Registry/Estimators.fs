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
            |> List.map (fun name -> name, MmdEstimator.byName name)

        /// What the standard error of each leaves out; those that leave out points take samples of different sizes.
        let internal deletions: Map<string, Deletion> =
            Map
                [
                    "biased", Deletion.Points
                    "unbiased", Deletion.Points
                    "ustat", Deletion.Pairs
                    "linear", Deletion.Blocks 2
                    "block:2", Deletion.Blocks 2
                ]

        /// The laws that the mean of each is MMD^2, but of the biased one.
        let internal unbiasedness: Law list =
            [
                for name, estimator in estimators do
                    if name <> "biased" then
                        EstimatorLaws.unbiased (deletions[name] <> Deletion.Points) name 2 estimator
                        EstimatorLaws.unbiasedOrRefused $"{name} at different sizes" 2 estimator
            ]
