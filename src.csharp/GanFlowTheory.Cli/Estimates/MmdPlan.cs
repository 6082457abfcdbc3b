using System.Collections.Generic;
using System.Linq;
using GanFlowTheory.Cli.Specs;

namespace GanFlowTheory.Cli.Estimates;

/// <summary>Two samples, a kernel and the estimators of their MMD^2.</summary>
internal sealed record MmdPlan
{
    /// <summary>n x d.</summary>
    internal required Points X { get; init; }

    /// <summary>m x d.</summary>
    internal required Points Y { get; init; }

    internal required ResolvedKernel Kernel { get; init; }

    internal required IReadOnlyList<EstimatorChoice> Estimators { get; init; }

    internal required Seed Seed { get; init; }

    /// <summary>What a reader must know of the kernel on these samples; null for nothing.</summary>
    internal string? Warning => Output.LostDigits.Sentence(Kernel.Kernel, X.Append(Y));

    /// <summary>Reads and checks everything that the settings name.</summary>
    internal static MmdPlan Create(Terminal terminal, MmdSettings settings)
    {
        var (a, b) = (DataSource.Of(settings.A), DataSource.Of(settings.B));
        DataSource.CheckOneInput("the samples", a, b);
        var kernel = KernelSpec.Parse(settings.Kernel);
        var estimators = settings.Estimator.Split(',').Select(EstimatorChoice.Of).ToArray();
        var choice = DataChoice.Of(settings.Columns, settings.Header);
        var x = a.Read(terminal, choice);
        var y = b.Read(terminal, choice);
        return x.Dimension == y.Dimension
            ? new()
            {
                X = x,
                Y = y,
                Kernel = kernel.Resolve(() => x.Append(y)),
                Estimators = estimators,
                Seed = Seed.Create(settings.Seed),
            }
            : throw new BadInputException(
                "the samples must have the same number of columns, "
                + $"but '{a}' has {x.Dimension} and '{b}' has {y.Dimension}.");
    }
}
