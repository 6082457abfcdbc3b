using System;
using System.Collections.Generic;
using GanFlowTheory.Core;
using static GanFlowTheory.Bridge;

namespace GanFlowTheory;

/// <summary>An optimiser: an integrator of coordinates that remembers. It turns velocities v (minus gradients) into
/// steps of length tau; given to <see cref="Flow{TState}.SteppedBy"/> it is the integrator that
/// steps by its rule.</summary>
public sealed class Optimiser : IEquatable<Optimiser>
{
    internal Optimiser(Core.Optimiser wrapped) => Wrapped = wrapped;

    internal Core.Optimiser Wrapped { get; }

    /// <summary>How optimisers are spelled; each may be followed by @SCHEDULE, @clip:NORM and @box:C.</summary>
    public static IReadOnlyList<Form> Forms { get; } = Form.Of(OptimiserExpressions.Optimiser.forms);

    /// <summary>The expression that makes the optimiser, such as adam:0.001@cosine:1000@clip:1; <see cref="Parse"/>
    /// gives it back.</summary>
    public string Name => OptimiserModule.name(Wrapped);

    /// <summary>The step length tau, &gt; 0.</summary>
    public double Rate => Wrapped.Rate;

    /// <summary>The factor of the rate at each step.</summary>
    public Schedule Schedule => Schedule.Of(Wrapped.Schedule);

    /// <summary>The largest Euclidean norm of a velocity; null where there is none.</summary>
    public double? Clip => Wrapped.Clip.OrNull();

    /// <summary>The largest size of a coordinate; null where there is none.</summary>
    public double? Box => Wrapped.Box.OrNull();

    /// <summary>Gradient descent: explicit Euler, x+ = x + tau v.</summary>
    /// <param name="rate">tau, &gt; 0.</param>
    /// <exception cref="ArgumentException">The rate is not positive and finite.</exception>
    public static Optimiser GradientDescent(double rate) => new(OptimiserModule.gradientDescent(rate));

    /// <summary>Heavy ball (Polyak): m+ = beta m + v, x+ = x + tau m+.</summary>
    /// <param name="rate">tau, &gt; 0.</param>
    /// <param name="beta">The momentum, in [0, 1).</param>
    /// <exception cref="ArgumentException">An argument is out of its range.</exception>
    public static Optimiser HeavyBall(double rate, double beta) => new(OptimiserModule.heavyBall(rate, beta));

    /// <summary>Nesterov's momentum: m+ = beta m + v, x+ = x + tau (v + beta m+).</summary>
    /// <param name="rate">tau, &gt; 0.</param>
    /// <param name="beta">The momentum, in [0, 1).</param>
    /// <exception cref="ArgumentException">An argument is out of its range.</exception>
    public static Optimiser Nesterov(double rate, double beta) => new(OptimiserModule.nesterov(rate, beta));

    /// <summary>Adam with beta1 = 0.9, beta2 = 0.999 and epsilon = 1e-8 (Kingma and Ba 2015).</summary>
    /// <param name="rate">tau, &gt; 0.</param>
    /// <exception cref="ArgumentException">The rate is not positive and finite.</exception>
    public static Optimiser Adam(double rate) => new(OptimiserModule.adam(rate));

    /// <summary>Adam (Kingma and Ba 2015): m+ = beta1 m + (1 - beta1) v, s+ = beta2 s + (1 - beta2) v^2, x+ = x + tau
    /// m^ / (sqrt s^ + epsilon), with m^ = m+ / (1 - beta1^(k+1)) and s^ likewise.</summary>
    /// <param name="rate">tau, &gt; 0.</param>
    /// <param name="beta1">The decay of the mean, in [0, 1).</param>
    /// <param name="beta2">The decay of the mean square, in [0, 1).</param>
    /// <param name="epsilon">&gt; 0.</param>
    /// <exception cref="ArgumentException">An argument is out of its range.</exception>
    public static Optimiser Adam(double rate, double beta1, double beta2, double epsilon = 1e-8) =>
        new(OptimiserModule.adamWith(rate, beta1, beta2, epsilon));

    /// <summary>RMSProp: s+ = decay s + (1 - decay) v^2, x+ = x + tau v / (sqrt s+ + epsilon).</summary>
    /// <param name="rate">tau, &gt; 0.</param>
    /// <param name="decay">The decay of the mean square, in [0, 1).</param>
    /// <param name="epsilon">&gt; 0.</param>
    /// <exception cref="ArgumentException">An argument is out of its range.</exception>
    public static Optimiser RmsProp(double rate, double decay, double epsilon = 1e-8) =>
        new(OptimiserModule.rmsProp(rate, decay, epsilon));

    /// <summary>Extragradient (Korpelevich): x+ = x + tau v(x + tau v(x)); two velocities a step.</summary>
    /// <param name="rate">tau, &gt; 0.</param>
    /// <exception cref="ArgumentException">The rate is not positive and finite.</exception>
    public static Optimiser Extragradient(double rate) => new(OptimiserModule.extragradient(rate));

    /// <summary>Optimistic gradient (Popov; Daskalakis et al. 2018): x+ = x + tau (2 v -
    /// v of the step before).</summary>
    /// <param name="rate">tau, &gt; 0.</param>
    /// <exception cref="ArgumentException">The rate is not positive and finite.</exception>
    public static Optimiser Optimistic(double rate) => new(OptimiserModule.optimistic(rate));

    /// <summary>The optimiser of an expression: gd:RATE, heavy-ball:RATE[,BETA], nesterov:RATE[,BETA],
    /// adam:RATE[,BETA1,BETA2[,EPSILON]], rmsprop:RATE[,DECAY[,EPSILON]], extragradient:RATE or optimistic:RATE, each
    /// possibly followed by @SCHEDULE, see <see cref="Schedule.Parse"/>, @clip:NORM and @box:C.</summary>
    /// <param name="expression">Such as "adam:1e-3@cosine:1000".</param>
    /// <exception cref="ArgumentException">The expression is none of these; one sentence says why and what comes
    /// close.</exception>
    public static Optimiser Parse(string expression) =>
        new(OptimiserExpressions.Optimiser.parse(expression.NotNull(nameof(expression))));

    /// <summary>With a schedule of its rate.</summary>
    /// <param name="schedule">The schedule.</param>
    public Optimiser Scheduled(Schedule schedule) =>
        new(OptimiserModule.scheduled(schedule.NotNull(nameof(schedule)).Wrapped, Wrapped));

    /// <summary>With velocities scaled down to the Euclidean norm, where they are longer.</summary>
    /// <param name="norm">The Euclidean norm, &gt; 0.</param>
    /// <exception cref="ArgumentException">The norm is not positive and finite.</exception>
    public Optimiser Clipped(double norm) => new(OptimiserModule.clipped(norm, Wrapped));

    /// <summary>Within the box [-c, c]^P, c &gt; 0: each step ends at the point of the box nearest to where it would have gone,
    /// the projected gradient; for a critic, weight clipping (Arjovsky et al. 2017).</summary>
    /// <param name="c">&gt; 0.</param>
    /// <exception cref="ArgumentException">c is not positive and finite.</exception>
    public Optimiser InBox(double c) => new(OptimiserModule.inBox(c, Wrapped));

    /// <summary>With its rate times the factor, &gt; 0, such as that of a rate schedule.</summary>
    /// <param name="factor">The factor, &gt; 0.</param>
    /// <exception cref="ArgumentException">The factor is not positive and finite.</exception>
    public Optimiser Scaled(double factor) => new(OptimiserModule.scaled(factor, Wrapped));

    /// <summary>The step length at step k.</summary>
    /// <param name="k">The step, at least 0.</param>
    /// <exception cref="ArgumentException">k is negative.</exception>
    public double RateAt(int k) => OptimiserModule.rateAt(k, Wrapped);

    /// <summary>The memory at the start.</summary>
    /// <param name="count">The number of coordinates, at least 0.</param>
    /// <exception cref="ArgumentException">The count is negative.</exception>
    public OptimiserMemory Start(int count) => OptimiserMemory.Of(OptimiserModule.start(count, Wrapped));

    /// <summary>One step; nothing given is changed.</summary>
    /// <param name="memory">The memory, of the same optimiser.</param>
    /// <param name="x">The coordinates.</param>
    /// <param name="v">The velocity there, as long.</param>
    /// <param name="field">The velocity at other coordinates, which extragradient asks for.</param>
    /// <returns>The new coordinates and the new memory.</returns>
    /// <exception cref="ArgumentException">Lengths differ, or the memory is another rule's.</exception>
    public (double[] Coordinates, OptimiserMemory Memory) Step(
        OptimiserMemory memory, double[] x, double[] v, Func<double[], double[]> field)
    {
        var (coordinates, after) = OptimiserModule.step(
            Wrapped, memory.NotNull(nameof(memory)).Wrapped, x.NotNull(nameof(x)), v.NotNull(nameof(v)),
            Fun(field.NotNull(nameof(field))));
        return (coordinates, OptimiserMemory.Of(after));
    }

    /// <summary>The integrator that steps by this optimiser's rule.</summary>
    /// <param name="optimiser">The optimiser.</param>
    public static implicit operator Integrator(Optimiser optimiser) => Integrator.Optimised(optimiser);

    /// <summary>Whether the other is the same optimiser.</summary>
    /// <param name="other">The other.</param>
    public bool Equals(Optimiser? other) => other is not null && Wrapped.Equals(other.Wrapped);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as Optimiser);

    /// <inheritdoc/>
    public override int GetHashCode() => Wrapped.GetHashCode();

    /// <summary>The expression.</summary>
    public override string ToString() => Name;
}
