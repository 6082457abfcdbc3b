using System;
using System.Collections.Generic;
using GanFlowTheory.Core;

namespace GanFlowTheory;

public sealed partial class Kernel
{
    /// <summary>How kernels are spelled; sums, multiples and parentheses are made of these.</summary>
    public static IReadOnlyList<Form> Forms { get; } = Form.Of(KernelExpressions.Kernel.forms);

    /// <summary>The kernel of an expression: gaussian:s, laplace:s, rq:a, imq:c,b, matern32:s, matern52:s, distance,
    /// distance:b, distance-from:z1,z2,.., distance:b,z1,z2,.., dot, poly3 (any degree), rq-paper, rq-code, rq-code*, rbf-mix, sums with +, factors with
    /// *, and parentheses. The bandwidth s may be the word median.</summary>
    /// <param name="expression">Such as "rq:0.1 + rq:1 + 0.1*dot" or "gaussian:median".</param>
    /// <param name="sample">The points whose median distance is taken for the word median.</param>
    /// <exception cref="ArgumentException">The expression has a fault, or needs a sample; one sentence says what and
    /// where.</exception>
    public static Kernel Parse(string expression, Points? sample = null) =>
        Read(expression).Resolve(sample is null ? null : () => sample).Kernel;

    /// <summary>Reads a kernel expression, without making the kernel yet, for a sample that is costly or chosen
    /// later.</summary>
    /// <param name="expression">As in <see cref="Parse"/>.</param>
    /// <exception cref="ArgumentException">The expression has a fault; one sentence says what and where.</exception>
    public static ParsedKernel Read(string expression) =>
        new(KernelExpressions.Kernel.read(expression.NotNull(nameof(expression))));
}
