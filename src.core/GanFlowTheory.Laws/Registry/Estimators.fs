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
