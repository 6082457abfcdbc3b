namespace GanFlowTheory.Core

/// <summary>How well a trained critic points along the true first variation at one step.</summary>
type CriticTruth =
    {
        /// The number of the step.
        Step: int
        /// The time.
        Time: float
        /// The correlation of the gradients in L2(q), over the generated points, in [-1, 1]; None where one of them
        /// vanishes or the truth is not known.
        OnPoints: float option
        /// The correlation in the metric of the parameters, in [-1, 1]: how well the generator's step points along the
        /// true one; None where one of them vanishes or the truth is not known.
        OnParameters: float option
    }

/// <summary>Judging trained critics where the truth is known: the target has a density, and the generator is affine, so
/// that its law is a Gaussian (AffineGenerator.law).</summary>
[<RequireQualifiedAccess>]
module CriticTruth =

    let private finite = Option.filter System.Double.IsFinite

    /// <summary>The K-correlation of the discriminator's potential -h(u) with the true one, h the generator loss and u
    /// = log r by the network or exactly, in Wasserstein-2 and in the metric of the parameters. For the JSD of HZ23 the
    /// loss is GeneratorLoss.ofDivergence FDivergence.jsd.</summary>
    /// <param name="loss">The generator loss whose potential the flow follows.</param>
    /// <param name="metric">The metric of the parameters.</param>
    /// <param name="logRatio">The discriminator's network, which gives log r.</param>
    /// <param name="p">The density of the target.</param>
    /// <param name="step">The step.</param>
    /// <exception cref="T:System.ArgumentException">Dimensions or lengths differ.</exception>
    let measure
        (loss: GeneratorLoss)
        (metric: Metric<ParameterState>)
        (logRatio: Network)
        (p: Density)
        (step: AdversarialStep)
        : CriticTruth =
        let q = step.State
        let x = q.Nodes
        Guard.sameDimension "the generator's output" p.Dimension x.Dimension

        let seenThrough (u: Potential) : Covector =
            u |> GeneratorLoss.potential loss |> Potential.at x

        let correlations =
            AffineGenerator.law q
            |> Option.map (fun law ->
                let truth =
                    (RatioFit.exact p (Density.ofMixture "the generator's law" law)).LogRatio

                let xi = seenThrough truth
                let c = seenThrough (Potential.ofNetwork logRatio step.Discriminator)

                Metric.correlation Metric.wasserstein (Particles.ofPoints x) xi c |> finite,
                Metric.correlation metric q xi c |> finite)

        {
            Step = step.Index
            Time = step.Time
            OnPoints = correlations |> Option.bind fst
            OnParameters = correlations |> Option.bind snd
        }
