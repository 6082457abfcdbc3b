using System;
using System.Collections.Generic;
using GanFlowTheory.Core;

namespace GanFlowTheory;

/// <summary>An integrator: one step (the method) and how far it goes (the step control). Steps multiply the velocity:
/// x+ = x + tau v.</summary>
public sealed class Integrator
{
    internal Integrator(Core.Integrator wrapped) => Wrapped = wrapped;

    internal Core.Integrator Wrapped { get; }

    /// <summary>The expression that makes this integrator, such as euler:0.1; <see cref="Parse"/> gives it
    /// back, unless the method is your own.</summary>
    public string Name => Wrapped.Name;

    /// <summary>The order of the method.</summary>
    public int Order => Wrapped.Method.Order;

    /// <summary>The step length to try first.</summary>
    public double FirstStep => IntegratorModule.firstStep(Wrapped);

    /// <summary>Whether it can step a diffusion, as explicit Euler alone can.</summary>
    public bool TakesNoise => IntegratorModule.takesNoise(Wrapped);

    /// <summary>Whether it looks at the functional's value.</summary>
    public bool NeedsValue => IntegratorModule.needsValue(Wrapped);

    /// <summary>Explicit Euler with step tau: x+ = x + tau v. Order 1.</summary>
    /// <param name="tau">The step, &gt; 0.</param>
    /// <exception cref="ArgumentException">tau is not positive and finite.</exception>
    public static Integrator Euler(double tau) => new(IntegratorModule.euler(tau));

    /// <summary>Heun's method with step tau. Order 2.</summary>
    /// <param name="tau">The step, &gt; 0.</param>
    /// <exception cref="ArgumentException">tau is not positive and finite.</exception>
    public static Integrator Heun(double tau) => new(IntegratorModule.heun(tau));

    /// <summary>The classical Runge-Kutta method with step tau. Order 4.</summary>
    /// <param name="tau">The step, &gt; 0.</param>
    /// <exception cref="ArgumentException">tau is not positive and finite.</exception>
    public static Integrator RungeKutta4(double tau) => new(IntegratorModule.rungeKutta4(tau));

    /// <summary>Dormand-Prince 5(4) with error control: the error of a step stays below absolute + relative |x|, root
    /// mean square over coordinates.</summary>
    /// <param name="first">The length to try first, &gt; 0.</param>
    /// <param name="relative">The relative tolerance, &gt; 0.</param>
    /// <param name="absolute">The absolute tolerance, &gt; 0.</param>
    /// <exception cref="ArgumentException">An argument is not positive and finite.</exception>
    public static Integrator DormandPrince(double first, double relative, double absolute) =>
        new(IntegratorModule.dormandPrince(first, relative, absolute));

    /// <summary>Dormand-Prince with fixed steps tau. Order 5.</summary>
    /// <param name="tau">The step, &gt; 0.</param>
    /// <exception cref="ArgumentException">tau is not positive and finite.</exception>
    public static Integrator DormandPrinceFixed(double tau) => new(IntegratorModule.dormandPrinceFixed(tau));

    /// <summary>Euler with backtracking: the functional falls at every step by at least a ten-thousandth of what the
    /// dissipation promises (Armijo), or the run ends as stalled.</summary>
    /// <param name="tau">The longest step, &gt; 0.</param>
    /// <exception cref="ArgumentException">tau is not positive and finite.</exception>
    public static Integrator Descent(double tau) => new(IntegratorModule.descent(tau));

    /// <summary>Steps by an optimiser's rule, which remembers earlier velocities; its rate multiplies the velocity, and
    /// time advances by it. Order 1.</summary>
    /// <param name="optimiser">The optimiser; it also converts by itself.</param>
    public static Integrator Optimised(Optimiser optimiser) =>
        new(IntegratorModule.optimised(optimiser.NotNull(nameof(optimiser)).Wrapped));

    /// <summary>The implicit midpoint rule with step tau: x+ = x + tau v((x + x+)/2). It keeps the quadratic invariants of
    /// the velocity. Order 2.</summary>
    /// <param name="tau">The step, &gt; 0.</param>
    /// <exception cref="ArgumentException">tau is not positive and finite.</exception>
    public static Integrator Midpoint(double tau) => new(IntegratorModule.midpoint(tau));

    /// <summary>Implicit Euler with step tau: x+ = x + tau v(x+). Order 1.</summary>
    /// <param name="tau">The step, &gt; 0.</param>
    /// <exception cref="ArgumentException">tau is not positive and finite.</exception>
    public static Integrator ImplicitEuler(double tau) => new(IntegratorModule.implicitEuler(tau));

    /// <summary>The same integrator with steps of length tau, for families of step lengths: the rate of an optimiser, the
    /// first step that descent tries.</summary>
    /// <param name="tau">The step, &gt; 0.</param>
    /// <exception cref="ArgumentException">tau is not positive and finite, or the integrator controls its error and chooses
    /// its own steps.</exception>
    public Integrator WithStep(double tau) => new(IntegratorModule.withStep(tau, Wrapped));

    /// <summary>Steps of length tau by a Runge-Kutta method of your own: k_i = f(x + tau sum_j A_ij k_j),
    /// x+ = x + tau sum_i b_i k_i. Whether it has the order that it declares is a law of integrators.</summary>
    /// <param name="name">The name shown in reports.</param>
    /// <param name="order">The order of x+, at least 1.</param>
    /// <param name="stages">The strictly lower triangular A, by rows: row i has i entries.</param>
    /// <param name="weights">The weights b, one for each stage.</param>
    /// <param name="tau">The step, &gt; 0.</param>
    /// <exception cref="ArgumentException">The lengths do not fit, an entry is not finite, the order is below 1, or tau
    /// is not positive and finite.</exception>
    public static Integrator OfTableau(string name, int order, double[][] stages, double[] weights, double tau) =>
        new(IntegratorModule.ofTableau(
            new RungeKutta(
                name.NotNull(nameof(name)),
                order,
                stages.NotNull(nameof(stages)),
                weights.NotNull(nameof(weights)),
                null),
            tau));

    /// <summary>Steps by a Runge-Kutta pair of your own, their length controlled by the local error that the embedded method of an
    /// order less estimates, from the length first on: at most absolute + relative |x| in each coordinate, in the mean of squares. Whether it has
    /// the order that it declares, and keeps the error, are laws of integrators.</summary>
    /// <param name="name">The name shown in reports.</param>
    /// <param name="order">The order of x+, at least 1.</param>
    /// <param name="stages">The strictly lower triangular A, by rows: row i has i entries.</param>
    /// <param name="weights">The weights b, one for each stage.</param>
    /// <param name="errorWeights">The weights b minus those of the embedded method, one for each stage.</param>
    /// <param name="first">The step to try first, &gt; 0.</param>
    /// <param name="relative">The relative tolerance, &gt; 0.</param>
    /// <param name="absolute">The absolute tolerance, &gt; 0.</param>
    /// <exception cref="ArgumentException">The lengths do not fit, an entry is not finite, the order is below 1, or a number is
    /// not positive and finite.</exception>
    public static Integrator OfEmbedded(
        string name,
        int order,
        double[][] stages,
        double[] weights,
        double[] errorWeights,
        double first,
        double relative,
        double absolute) =>
        new(IntegratorModule.ofEmbedded(
            new RungeKutta(
                name.NotNull(nameof(name)),
                order,
                stages.NotNull(nameof(stages)),
                weights.NotNull(nameof(weights)),
                errorWeights.NotNull(nameof(errorWeights))),
            first,
            relative,
            absolute));

    /// <summary>How integrators are spelled, those of optimisers last.</summary>
    public static IReadOnlyList<Form> Forms { get; } = Form.Of(IntegratorExpressions.Integrator.forms);

    /// <summary>The integrator of an expression: euler:TAU, heun:TAU, rk4:TAU, dopri5:RTOL[,ATOL[,FIRST]],
    /// dopri5-fixed:TAU, midpoint:TAU, implicit-euler:TAU or descent:TAU, where ATOL is RTOL and FIRST is 0.01 unless given; or an optimiser's, see
    /// <see cref="Optimiser.Parse"/>.</summary>
    /// <param name="expression">Such as "rk4:0.1" or "dopri5:1e-6".</param>
    /// <exception cref="ArgumentException">The expression is none of these; one sentence says why and what comes
    /// close.</exception>
    public static Integrator Parse(string expression) =>
        new(IntegratorExpressions.Integrator.parse(expression.NotNull(nameof(expression))));

    /// <summary>The expression.</summary>
    public override string ToString() => Name;
}
