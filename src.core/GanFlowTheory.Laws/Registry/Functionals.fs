namespace GanFlowTheory.Laws

open GanFlowTheory.Core

/// The functionals that laws are run on, and what they are made of.
[<AutoOpen>]
module RegisteredFunctionals =

    // Not convex, not even, different in every coordinate.
    let private landscape: Potential =
        Potential.ofPointwise
            (Array.mapi (fun k v -> sin (v + float k) + 0.25 * v * v) >> Array.sum)
            (Array.mapi (fun k v -> cos (v + float k) + 0.5 * v))

    let private mixtureAround (p: IMeasure) =
        GaussianMixture.mixture
            [| 0.25; 0.75 |]
            [
                GaussianMixture.isotropic (Measure.mean p) 0.5
                GaussianMixture.standard p.Nodes.Dimension
            ]

    // The landscape, and 1/2 MMD^2 for the Gaussian kernel, as values only.
    let private landscapeByValue (_: IMeasure) : Functional<IMeasure> =
        Functional.ofValue "landscape by value" (fun x w ->
            let phases = Tensor.constant [| x.Shape[1] |] (Array.init (x.Shape[1]) float)

            Tensor.sin (x + phases) + 0.25 * Tensor.square x
            |> Tensor.sumAlong 1
            |> Tensor.inner w)

    let private mmdByValue (p: IMeasure) : Functional<IMeasure> =
        Functional.ofValue "1/2 MMD^2[gaussian:1] by value" (fun x w ->
            let y = Tensor.ofPoints p.Nodes

            let gram a b =
                Tensor.exp (-0.5 * Tensor.squaredDistances a b)

            let v = Tensor.constant [| p.Weights.Length |] p.Weights

            let inner a (u: Tensor) b (v: Tensor) =
                Tensor.sum (Tensor.reshape [| u.Size; 1 |] u * gram a b * v)

            0.5 * (inner x w x w - 2.0 * inner x w y v + inner y v y v))

    let private ofTarget (make: IMeasure -> Functional<IMeasure>) =
        let name =
            (make (Empirical.ofPoints (Points.ofRows [ [ 0.0; 0.0 ]; [ 1.0; 0.5 ] ]))).Name

        name, make

    let private gaussianOf (p: IMeasure) =
        StateKind.moments p ||> GaussianMixture.gaussian

    /// The instances that every law is run on.
    [<RequireQualifiedAccess>]
    module Registry =

        /// The functionals that are smooth wherever nodes are, by the target they flow to.
        let smoothFunctionals: (string * (IMeasure -> Functional<IMeasure>)) list =
            [
                ofTarget (Functional.mmd (Kernel.gaussian 1.0))
                ofTarget (Functional.mmd (Kernel.inverseMultiquadric 1.0 0.5))
                ofTarget (Functional.mmd Kernel.rqCodeStar)
                ofTarget (Functional.mmd Kernel.poly3)
                "1/2 MMD^2[gaussian:1] to a mixture",
                fun p -> Functional.gaussianMmd [ 1.0, 1.0; 0.5, 3.0 ] (mixtureAround p)
                ofTarget (fun _ -> Functional.potential "landscape" landscape)
                ofTarget (fun _ -> Functional.interaction (Kernel.gaussian 1.0))
                ofTarget (fun p ->
                    Functional.add
                        (Functional.scale 2.0 (Functional.mmd (Kernel.gaussian 1.0) p))
                        (Functional.potential "landscape" landscape))
                ofTarget (fun p ->
                    Functional.mmd (Kernel.gaussian 1.0) p
                    |> Functional.map "sqrt(1 + 1/2 MMD^2[gaussian:1])" (fun v -> sqrt (1.0 + v)) (fun v ->
                        0.5 / sqrt (1.0 + v)))
            ]

        /// The functionals, by the target they flow to.
        let functionals: (string * (IMeasure -> Functional<IMeasure>)) list =
            smoothFunctionals
            @ [
                ofTarget (Functional.mmd (Kernel.laplace 1.0))
                ofTarget (Functional.mmd (Kernel.matern32 1.0))
                ofTarget (Functional.mmd Kernel.distance)
                ofTarget Functional.energyDistance
            ]

        /// Functionals given by their value alone, by the target they flow to.
        let valueFunctionals: (string * (IMeasure -> Functional<IMeasure>)) list =
            [ ofTarget landscapeByValue; ofTarget mmdByValue ]

        /// The functionals of Gaussian states alone, exact on every rule: KL, to any density, and 1/2 W2^2.
        let gaussianFunctionals: (string * (Scene -> Functional<GaussianState>)) list =
            [
                "kl to a mixture",
                fun scene ->
                    Functional.divergence FDivergence.kl (Density.ofMixture "p" (mixtureAround scene.P.Measure))
                "kl to a gaussian in closed form", (fun scene -> Functional.klToGaussian (gaussianOf scene.P.Measure))
                "1/2 W2^2 to a gaussian", (fun scene -> Functional.wassersteinToGaussian (gaussianOf scene.P.Measure))
            ]

        /// f-divergences by quadrature between Gaussians near N(0, I).
        let divergences: (string * (Scene -> Functional<GaussianState>)) list =
            [ FDivergence.kl; FDivergence.jsd; FDivergence.hellinger ]
            |> List.map (fun f ->
                $"{f.Name} by quadrature",
                fun scene ->
                    let mean, factor = StateKind.mild scene.P.Measure
                    let p = GaussianState.onRule (GaussHermite.symmetric mean.Length) mean factor
                    Functional.divergence f (p :> IDensity).Density)

        /// The functionals of quantile states alone.
        let quantileFunctionals: (string * (Scene -> Functional<QuantileState>)) list =
            [
                "kl to a mixture",
                fun scene -> Functional.klOnLine (Density.ofMixture "p" (mixtureAround scene.P.Measure))
                "entropy", (fun _ -> Functional.entropy)
                "1/2 W2^2", (fun scene -> Functional.wassersteinOnLine scene.P.Measure)
            ]

        // A squared discrepancy, an energy, and one with cusps. Nodes of perceptrons fall anywhere, near cusps too.
        let internal parameterFunctionals (smooth: bool) : (string * (Scene -> Functional<ParameterState>)) list =
            [
                ofTarget (Functional.mmd (Kernel.gaussian 1.0))
                ofTarget (fun _ -> Functional.potential "landscape" landscape)
                if not smooth then
                    ofTarget Functional.energyDistance
            ]
            |> List.map (fun (name, make) -> name, FlowLaws.ofTarget make)
