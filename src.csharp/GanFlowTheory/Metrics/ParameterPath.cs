using System;
using System.Collections.Generic;
using GanFlowTheory.Core;

namespace GanFlowTheory;

/// <summary>A path of parameters theta(t), straight and at constant speed between its points, with its energy int
/// theta'^T (g + lambda I) theta' dt. The squared distance d_lambda^2 of two parameters is the infimum of the energy
/// over paths between them in unit time (MN21-6).</summary>
public sealed partial class ParameterPath
{
    private readonly Core.ParameterPath wrapped;

    private ParameterPath(Core.ParameterPath wrapped) => this.wrapped = wrapped;

    /// <summary>The points at the given times.</summary>
    /// <param name="times">At least two, increasing.</param>
    /// <param name="parameters">As many, of one length P, finite.</param>
    /// <exception cref="ArgumentException">Times do not increase, lengths differ, or an entry
    /// is not finite.</exception>
    public static ParameterPath Timed(double[] times, double[][] parameters) =>
        new(ParameterPathModule.timed(times.NotNull(nameof(times)), parameters.NotNull(nameof(parameters))));

    /// <summary>The points at equal distances of time, from 0 to 1.</summary>
    /// <param name="parameters">At least two, of one length P, finite.</param>
    /// <exception cref="ArgumentException">Lengths differ, or an entry is not finite.</exception>
    public static ParameterPath Through(params double[][] parameters) =>
        new(ParameterPathModule.through(parameters.NotNull(nameof(parameters))));

    /// <summary>The straight line from a to b in unit time.</summary>
    /// <param name="a">The start, length P.</param>
    /// <param name="b">The end, length P.</param>
    /// <exception cref="ArgumentException">Lengths differ, or an entry is not finite.</exception>
    public static ParameterPath Straight(double[] a, double[] b) =>
        new(ParameterPathModule.straight(a.NotNull(nameof(a)), b.NotNull(nameof(b))));

    /// <summary>The first path, then the second, in unit time.</summary>
    /// <param name="share">The part of the time that the first takes, in (0, 1).</param>
    /// <param name="first">The first path.</param>
    /// <param name="second">The second, which begins where the first ends.</param>
    /// <exception cref="ArgumentException">The share is out of range, or the second begins elsewhere.</exception>
    public static ParameterPath Concatenate(double share, ParameterPath first, ParameterPath second) =>
        new(ParameterPathModule.concatenate(
            share, first.NotNull(nameof(first)).wrapped, second.NotNull(nameof(second)).wrapped));

    /// <summary>The times, increasing.</summary>
    public IReadOnlyList<double> Times => wrapped.Times.ReadOnly();

    /// <summary>The parameters at those times.</summary>
    public IReadOnlyList<IReadOnlyList<double>> Parameters => wrapped.Parameters.Map(theta => theta.ReadOnly());

    /// <summary>The same way back, in the same time.</summary>
    public ParameterPath Reversed() => new(ParameterPathModule.reversed(wrapped));

    /// <summary>The same path with every leg cut into the given number of equal parts.</summary>
    /// <param name="parts">At least 1.</param>
    /// <exception cref="ArgumentException">The number is below 1.</exception>
    public ParameterPath Refined(int parts) => new(ParameterPathModule.refined(parts, wrapped));

    /// <summary>The energy int theta'^T (g + lambda I) theta' dt, by eight nodes of Gauss and Legendre on each leg
    /// (MN21-6).</summary>
    /// <param name="kernel">A kernel with mixed second derivatives everywhere (no cusp).</param>
    /// <param name="lambda">&gt;= 0.</param>
    /// <param name="state">Brings generator and noise; its own parameters do not matter.</param>
    /// <exception cref="ArgumentException">The kernel has a cusp, lambda is negative, or the
    /// lengths differ.</exception>
    public double Energy(Kernel kernel, double lambda, ParameterState state) => ParameterPathModule.energy(
        kernel.NotNull(nameof(kernel)).Wrapped, lambda, state.NotNull(nameof(state)).Wrapped, wrapped);

    /// <summary>The length int (theta'^T (g + lambda I) theta')^(1/2) dt, by the same quadrature; its square is at most
    /// the energy times the time.</summary>
    /// <param name="kernel">A kernel with mixed second derivatives everywhere (no cusp).</param>
    /// <param name="lambda">&gt;= 0.</param>
    /// <param name="state">Brings generator and noise; its own parameters do not matter.</param>
    /// <exception cref="ArgumentException">The kernel has a cusp, lambda is negative, or the
    /// lengths differ.</exception>
    public double Length(Kernel kernel, double lambda, ParameterState state) => ParameterPathModule.length(
        kernel.NotNull(nameof(kernel)).Wrapped, lambda, state.NotNull(nameof(state)).Wrapped, wrapped);

    /// <summary>The energy of the chords, sum (MMD^2 + lambda |difference|^2) / time over the legs: at most the
    /// energy.</summary>
    /// <param name="kernel">The kernel.</param>
    /// <param name="lambda">&gt;= 0.</param>
    /// <param name="state">Brings generator and noise; its own parameters do not matter.</param>
    /// <exception cref="ArgumentException">lambda is negative, or the lengths differ.</exception>
    public double ChordEnergy(Kernel kernel, double lambda, ParameterState state) => ParameterPathModule.chordEnergy(
        kernel.NotNull(nameof(kernel)).Wrapped, lambda, state.NotNull(nameof(state)).Wrapped, wrapped);

    /// <summary>A path of lower chord energy between the same ends, by sweeps of Gauss-Newton steps over the inner
    /// points; with enough points and sweeps it comes near a geodesic, at least a local one.</summary>
    /// <param name="kernel">A kernel with mixed second derivatives everywhere (no cusp).</param>
    /// <param name="lambda">&gt; 0.</param>
    /// <param name="sweeps">At least 0.</param>
    /// <param name="state">Brings generator and noise; its own parameters do not matter.</param>
    /// <exception cref="ArgumentException">The kernel has a cusp, lambda is not positive, the sweeps are negative, or
    /// the lengths differ.</exception>
    public ParameterPath Relaxed(Kernel kernel, double lambda, int sweeps, ParameterState state) =>
        new(ParameterPathModule.relaxed(
            kernel.NotNull(nameof(kernel)).Wrapped, lambda, sweeps, state.NotNull(nameof(state)).Wrapped, wrapped));

    /// <summary>The squared speed of a rate u at q: u^T (g + lambda I) u.</summary>
    /// <param name="kernel">A kernel with mixed second derivatives everywhere (no cusp).</param>
    /// <param name="lambda">&gt;= 0.</param>
    /// <param name="q">The parameters.</param>
    /// <param name="rate">u, length P.</param>
    /// <exception cref="ArgumentException">The kernel has a cusp, lambda is negative, or the
    /// lengths differ.</exception>
    public static double SquaredSpeed(Kernel kernel, double lambda, ParameterState q, double[] rate) =>
        ParameterPathModule.squaredSpeed(
            kernel.NotNull(nameof(kernel)).Wrapped, lambda, q.NotNull(nameof(q)).Wrapped, rate.NotNull(nameof(rate)));

    /// <summary>What no path between two states in unit time falls below: MMD^2(q_a, q_b) + lambda |a - b|^2
    /// (MN21-6).</summary>
    /// <param name="kernel">The kernel.</param>
    /// <param name="lambda">&gt;= 0.</param>
    /// <param name="a">One end.</param>
    /// <param name="b">The other, of the same generator.</param>
    /// <exception cref="ArgumentException">lambda is negative, or the dimensions differ.</exception>
    public static double LowerBound(Kernel kernel, double lambda, ParameterState a, ParameterState b) =>
        ParameterPathModule.lowerBound(
            kernel.NotNull(nameof(kernel)).Wrapped, lambda, a.NotNull(nameof(a)).Wrapped, b.NotNull(nameof(b)).Wrapped);
}
