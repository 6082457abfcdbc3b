namespace GanFlowTheory.Core

/// <summary>A metric that a text names. Its own kernel, where it has one, is open until there is a sample for its
/// bandwidths.</summary>
[<NoComparison; NoEquality>]
type ParsedMetric<'q> =
    {
        /// The metric's own kernel; None where it has none.
        Kernel: ParsedKernel option
        /// The loss h of a mobility h'(log r), which the critic that fits log r has to bring; None for none.
        Mobility: GeneratorLoss option
        /// The metric, from its own kernel where it has one, else from that of the flow.
        Make: Kernel -> Metric<'q>
    }

    // Every kernel moves along log q in the same way.
    member private this.LogDensity =
        match this.Mobility with
        | Some _ -> None
        | None -> (this.Make(Kernel.gaussian 1.0)).LogDensity

    /// Whether it moves along a log q that particles do not know.
    member this.MovesAlongLogDensity = this.LogDensity.IsSome

    /// Whether it does so by noise.
    member this.Diffuses =
        this.LogDensity |> Option.exists (fun motion -> motion.Diffusion > 0.0)

/// Metrics on particles by expression.
[<AutoOpen>]
module MetricExpressions =

    /// The metrics.
    [<RequireQualifiedAccess>]
    module Metric =

        let private fixedly (metric: Metric<'q>) : ParsedMetric<'q> =
            {
                Kernel = None
                Mobility = None
                Make = fun _ -> metric
            }

        let private ofKernel (make: Kernel -> Metric<'q>) (own: string option) : ParsedMetric<'q> =
            {
                Kernel = own |> Option.map Kernel.read
                Mobility = None
                Make = make
            }

        let private monoFlow (loss: string) : ParsedMetric<'q> when 'q :> ITransport =
            { fixedly Metric.wasserstein with
                Mobility = Some(GeneratorLoss.parse loss)
            }

        /// How metrics that move nodes are spelled.
        let transportForms<'q when 'q :> IMeasure and 'q :> ITransport> : Form<ParsedMetric<'q>> list =
            [
                Form.plain "wasserstein" "Wasserstein-2: particles follow -grad c" (fixedly Metric.wasserstein)
                Form.ofText
                    "monoflow:LOSS"
                    "Wasserstein-2 with the mobility h'(log r) of a generator loss, for kl: particles follow \
                     h'(log r) grad log r"
                    monoFlow
                Form.ofText
                    "stein:EXPR"
                    "Stein, with a kernel: particles follow the kernel average of -grad c"
                    (Some >> ofKernel Metric.stein)
                Form.ofNumberAndText
                    "sobolev:LAMBDA[,EXPR]"
                    "Sobolev-kernelized (MN21-7), with a kernel, that of the flow unless given"
                    Numeral.positive
                    (fun lambda -> ofKernel (fun kernel -> Metric.sobolevKernelized kernel lambda))
            ]

        /// How metrics that move weights are spelled.
        let reactionForms<'q when 'q :> IMeasure and 'q :> IReaction> : Form<ParsedMetric<'q>> list =
            [
                Form.plain
                    "fisher-rao"
                    "spherical Fisher-Rao: weights grow with -c, particles rest"
                    (fixedly Metric.fisherRao)
            ]

        /// How metrics on particles whose weights move are spelled: those of nodes, those of weights, and their sums.
        let forms<'q when 'q :> IMeasure and 'q :> ITransport and 'q :> IReaction> : Form<ParsedMetric<'q>> list =
            [
                yield! transportForms
                yield! reactionForms
                Form.ofNumbers
                    "wfr:A,B"
                    "Wasserstein-Fisher-Rao: A x transport + B x reaction"
                    Numeral.nonNegative
                    (function
                     | [ a; b ] -> Some(fixedly (Metric.wassersteinFisherRao a b))
                     | _ -> None)
            ]
