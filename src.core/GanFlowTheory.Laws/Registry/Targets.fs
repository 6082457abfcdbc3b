namespace GanFlowTheory.Laws

open GanFlowTheory.Core

/// Targets beside the named ones.
[<AutoOpen>]
module RegisteredTargets =

    let private correlated =
        GaussianMixture.mixture
            [| 0.25; 0.75 |]
            [
                GaussianMixture.gaussian [| 1.0; -1.0 |] (array2D [ [ 1.0; 0.75 ]; [ 0.75; 1.0 ] ])
                GaussianMixture.gaussian [| -0.5; 0.5 |] (array2D [ [ 0.5; -0.25 ]; [ -0.25; 2.0 ] ])
            ]

    // A target by its sampler and its density.
    let private of' (name: string) (sample: Seed -> int -> Points) (density: Density) : Target =
        {
            Name = name
            Description = ""
            Dimension = density.Dimension
            Sample = sample
            LogDensity = Some density.LogValue
            Score = Some density.Score
            Mixture = None
        }

    /// The instances that every law is run on.
    [<RequireQualifiedAccess>]
    module Registry =

        /// What samplers and densities are also made by: mixtures with correlations, other units, Gaussian states whose factor is
        /// not symmetric.
        let moreTargets: Target list =
            let mixture = Target.ofMixture "a correlated mixture" correlated

            let units =
                {
                    Centre = [| 1.0; -2.0 |]
                    Scale = [| 0.5; 3.0 |]
                }

            let state =
                GaussianState.ofFactor [| 0.5; -1.0 |] (array2D [ [ 1.0; 0.75 ]; [ -0.25; 0.5 ] ])

            [
                mixture
                of'
                    "a mixture in other units"
                    (fun seed count -> mixture.Sample seed count |> Units.into units)
                    (Density.inUnits units (Density.ofTarget mixture))
                of'
                    "a gaussian state"
                    (fun seed count -> GaussianState.sample seed count state)
                    (state :> IDensity).Density
            ]
