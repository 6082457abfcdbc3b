using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading;
using Microsoft.FSharp.Collections;
using Microsoft.FSharp.Core;
using CoreLaws = GanFlowTheory.Laws;

namespace GanFlowTheory;

/// <summary>A law as a value: a statement about one instance, and the check that looks for a case against it.</summary>
public sealed class Law
{
    private readonly CoreLaws.Law wrapped;

    internal Law(CoreLaws.Law wrapped) => this.wrapped = wrapped;

    /// <summary>Name of the law, such as metric-symmetry.</summary>
    public string Name => wrapped.Name;

    /// <summary>What it is checked on, such as stein:gaussian:1.</summary>
    public string Instance => wrapped.Instance;

    /// <summary>One sentence with the formula.</summary>
    public string Statement => wrapped.Statement;

    /// <summary>Where it comes from, such as MN21-7.</summary>
    public string Source => wrapped.Source;

    /// <summary>How the comparison is judged, and why so.</summary>
    public string Tolerance => wrapped.Tolerance;

    /// <summary>Looks for a case against the law.</summary>
    /// <param name="settings">How; <see cref="LawSettings.Default"/> unless given.</param>
    /// <param name="progress">Is told which part is done, in [0, 1].</param>
    /// <param name="cancellationToken">Stops the work.</param>
    /// <exception cref="ArgumentException">The number of cases is below 1, or the replay text is none.</exception>
    /// <exception cref="OperationCanceledException">The token was cancelled before the end.</exception>
    public Verdict Run(
        LawSettings? settings = null, IProgress<double>? progress = null, CancellationToken cancellationToken = default) =>
        LongWork.Watched(
            () => Verdict.Of(CoreLaws.LawModule.run((settings ?? LawSettings.Default).Wrapped, wrapped)),
            progress,
            cancellationToken);

    /// <summary>The law that this one does not hold: it holds as soon as a counterexample is found, and shows
    /// it.</summary>
    /// <param name="statement">One sentence.</param>
    public Law Fails(string statement) => new(CoreLaws.LawModule.fails(statement.NotNull(nameof(statement)), wrapped));

    /// <summary>A law over a fixed list of cases, all of them checked whatever the settings, and at least half of them with
    /// equations.</summary>
    /// <param name="head">What the law says.</param>
    /// <param name="instance">What it is checked on, in words.</param>
    /// <param name="cases">The cases; they print themselves by ToString.</param>
    /// <param name="equations">The equations of a case; one without any does not count.</param>
    /// <typeparam name="TCase">The type of a case.</typeparam>
    public static Law ForEach<TCase>(
        LawHead head, string instance, IEnumerable<TCase> cases, Func<TCase, IEnumerable<Equation>> equations) =>
        new(CoreLaws.LawModule.forEach(
            head.NotNull(nameof(head)).Wrapped,
            instance.NotNull(nameof(instance)),
            Bridge.List(cases.NotNull(nameof(cases))),
            Of(equations.NotNull(nameof(equations)))));

    /// <summary>A law over cases that a function makes of a seed and a size, which grows from 1 to 100 along the cases.</summary>
    /// <param name="head">What the law says.</param>
    /// <param name="instance">What it is checked on, in words.</param>
    /// <param name="generate">A case by a seed and a size; it prints itself by ToString.</param>
    /// <param name="equations">The equations of a case; one without any does not count, and at least half must have some.</param>
    /// <param name="shrink">Simpler cases than one that fails, the simplest first; none unless given.</param>
    /// <typeparam name="TCase">The type of a case.</typeparam>
    public static Law ForGenerated<TCase>(
        LawHead head,
        string instance,
        Func<Seed, int, TCase> generate,
        Func<TCase, IEnumerable<Equation>> equations,
        Func<TCase, IEnumerable<TCase>>? shrink = null)
    {
        ArgumentNullException.ThrowIfNull(generate);
        return new(CoreLaws.LawModule.forGenerated(
            head.NotNull(nameof(head)).Wrapped,
            instance.NotNull(nameof(instance)),
            Bridge.Fun((Core.Seed seed, int size) => generate(new Seed(seed), size)),
            Bridge.Fun((TCase failed) => shrink is null ? [] : shrink(failed)),
            Of(equations.NotNull(nameof(equations)))));
    }

    /// <summary>A law over two clouds of points of R^d with masses, generated and shrunk.</summary>
    /// <param name="head">What the law says.</param>
    /// <param name="instance">What it is checked on, in words.</param>
    /// <param name="dimension">The dimension d, at least 1.</param>
    /// <param name="equations">The equations of a case; one without any does not count, and at least half must have some.</param>
    /// <exception cref="ArgumentException">The dimension is below 1.</exception>
    public static Law ForScenes(
        LawHead head, string instance, int dimension, Func<Scene, IEnumerable<Equation>> equations)
    {
        ArgumentNullException.ThrowIfNull(equations);
        return new(CoreLaws.LawModule.forAll(
            head.NotNull(nameof(head)).Wrapped,
            instance.NotNull(nameof(instance)),
            CoreLaws.Scenes.inDimension(dimension),
            Of((CoreLaws.Scene scene) => equations(new Scene(scene)))));
    }

    private static FSharpFunc<TCase, FSharpList<CoreLaws.Equation>> Of<TCase>(Func<TCase, IEnumerable<Equation>> equations) =>
        Bridge.Fun((TCase given) => Bridge.List(
            equations(given).Returned("the equations of a law").Select(equation => equation.Wrapped)));

    /// <summary>"name of instance".</summary>
    public string Describe() => CoreLaws.LawModule.describe(wrapped);

    /// <summary>"name of instance".</summary>
    public override string ToString() => Describe();

    /// <summary>Runs the laws of a functional of your own.</summary>
    /// <param name="functional">The functional.</param>
    /// <param name="dimension">The dimension d of the measures it is tried on, at least 1.</param>
    /// <param name="settings">How; <see cref="LawSettings.Default"/> unless given.</param>
    /// <exception cref="LawFalsifiedException">A law is broken.</exception>
    public static void Check(Functional functional, int dimension = 2, LawSettings? settings = null) =>
        LawSuite.Of(functional, dimension).Check(settings);

    /// <summary>Runs the laws of a kernel of your own.</summary>
    /// <param name="kernel">The kernel.</param>
    /// <param name="dimension">The dimension d of the points; null for any.</param>
    /// <param name="settings">How; <see cref="LawSettings.Default"/> unless given.</param>
    /// <exception cref="LawFalsifiedException">A law is broken.</exception>
    public static void Check(Kernel kernel, int? dimension = null, LawSettings? settings = null) =>
        LawSuite.Of(kernel, dimension).Check(settings);

    /// <summary>Runs the laws of a metric of your own that moves nodes.</summary>
    /// <param name="metric">The metric.</param>
    /// <param name="dimension">The dimension d of the particles, at least 1.</param>
    /// <param name="settings">How; <see cref="LawSettings.Default"/> unless given.</param>
    /// <exception cref="LawFalsifiedException">A law is broken.</exception>
    public static void Check(Metric<ITransport> metric, int dimension = 2, LawSettings? settings = null) =>
        LawSuite.Of(metric, dimension).Check(settings);

    /// <summary>Runs the laws of a metric of your own that moves weights.</summary>
    /// <param name="metric">The metric.</param>
    /// <param name="dimension">The dimension d of the particles, at least 1.</param>
    /// <param name="settings">How; <see cref="LawSettings.Default"/> unless given.</param>
    /// <exception cref="LawFalsifiedException">A law is broken.</exception>
    public static void Check(Metric<IReaction> metric, int dimension = 2, LawSettings? settings = null) =>
        LawSuite.Of(metric, dimension).Check(settings);

    /// <summary>Runs the laws of a metric of your own that moves nodes and weights.</summary>
    /// <param name="metric">The metric.</param>
    /// <param name="dimension">The dimension d of the particles, at least 1.</param>
    /// <param name="settings">How; <see cref="LawSettings.Default"/> unless given.</param>
    /// <exception cref="LawFalsifiedException">A law is broken.</exception>
    public static void Check(Metric<WeightedParticles> metric, int dimension = 2, LawSettings? settings = null) =>
        LawSuite.Of(metric, dimension).Check(settings);

    /// <summary>Runs the laws of a game of your own.</summary>
    /// <param name="game">The game.</param>
    /// <param name="start">States near it are tried.</param>
    /// <param name="settings">How; <see cref="LawSettings.Default"/> unless given.</param>
    /// <typeparam name="TState">The product of the players' states.</typeparam>
    /// <exception cref="LawFalsifiedException">A law is broken.</exception>
    public static void Check<TState>(Game<TState> game, TState start, LawSettings? settings = null) where TState : State =>
        LawSuite.Of(game, start).Check(settings);

    /// <summary>Runs the laws of an estimator of MMD^2 of your own, by all samples of finite laws.</summary>
    /// <param name="estimator">The estimator.</param>
    /// <param name="settings">How; <see cref="LawSettings.Default"/> unless given.</param>
    /// <exception cref="LawFalsifiedException">A law is broken.</exception>
    public static void Check(SampleEstimator estimator, LawSettings? settings = null) =>
        LawSuite.Of(estimator).Check(settings);

    /// <summary>Runs the law of a two-sample test of your own, by all samples of finite laws.</summary>
    /// <param name="test">The test.</param>
    /// <param name="settings">How; <see cref="LawSettings.Default"/> unless given.</param>
    /// <exception cref="LawFalsifiedException">The law is broken.</exception>
    public static void Check(SampleTest test, LawSettings? settings = null) => LawSuite.Of(test).Check(settings);

    /// <summary>Runs the laws of an integrator: its declared order, and descent where its control promises
    /// that.</summary>
    /// <param name="integrator">The integrator.</param>
    /// <param name="settings">How; <see cref="LawSettings.Default"/> unless given.</param>
    /// <exception cref="LawFalsifiedException">A law is broken.</exception>
    public static void Check(Integrator integrator, LawSettings? settings = null) =>
        LawSuite.Of(integrator).Check(settings);
}
