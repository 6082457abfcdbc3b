namespace GanFlowTheory.Laws

open GanFlowTheory.Core

/// Known-bad sums of metrics, and known-bad solutions of their systems.
[<RequireQualifiedAccess>]
module internal BadMetricSums =

    let private gaussian = Kernel.gaussian 1.0

    let private wassersteinFisherRao make =
        MetricSumLaws.sum Scenes.any StateKind.weightedParticles "" make MetricSumLaws.transport MetricSumLaws.reaction

    let private sobolev make = MetricSolveLaws.nodes "" gaussian make

    let private natural make =
        MetricSolveLaws.parameters ParameterKind.affine "" MetricSolveLaws.euclideanTensor make

    let all: KnownBad list =
        [
            Flaw.bad
                "Wasserstein-Fisher-Rao with its factors exchanged"
                (wassersteinFisherRao (fun a b -> Metric.wassersteinFisherRao b a))
            Flaw.bad
                "Wasserstein-Fisher-Rao with transport of factor 1"
                (wassersteinFisherRao (fun _ b -> Metric.wassersteinFisherRao 1.0 b))
            Flaw.bad
                "a sum that forgets its second metric"
                (MetricSumLaws.sum
                    Scenes.any
                    StateKind.particles
                    ""
                    (fun a _ -> Metric.scale a Metric.wasserstein)
                    MetricSumLaws.transport
                    (MetricSumLaws.stein gaussian))
            Flaw.bad
                "half of lambda"
                (sobolev (fun options lambda -> Metric.sobolevKernelizedWith options gaussian (0.5 * lambda)))
            Flaw.bad
                "conjugate gradients that stop at 1e-5"
                (sobolev (fun options lambda ->
                    Metric.sobolevKernelizedWith
                        { options with
                            Solver = LinearSolver.ConjugateGradients
                            Tolerance = 1e-5
                        }
                        gaussian
                        lambda))
            Flaw.bad
                "half of lambda where the solver iterates"
                (sobolev (fun options lambda ->
                    let lambda =
                        if options.Solver = LinearSolver.ConjugateGradients then
                            0.5 * lambda
                        else
                            lambda

                    Metric.sobolevKernelizedWith options gaussian lambda))
            Flaw.bad
                "lambda twice on parameters"
                (natural (fun options lambda -> Metric.naturalWith options (2.0 * lambda)))
        ]
