using System;
using System.Collections.Generic;
using GanFlowTheory.Core;
using Spellings = GanFlowTheory.Core.MetricExpressions.Metric;

namespace GanFlowTheory;

public static partial class Metric
{
    private const string Kind = "metric";

    /// <summary>How metrics on particles whose weights move are spelled: those of nodes, those of weights, and their sums.</summary>
    public static IReadOnlyList<Form> Forms { get; } = Form.Of(Spellings.forms<Chart>());

    /// <summary>Reads the expression of a metric, without making the metric yet.</summary>
    /// <param name="expression">Such as "stein:gaussian:median" or "wfr:1,0.5".</param>
    /// <exception cref="ArgumentException">The expression is no metric; one sentence says why and what comes
    /// close.</exception>
    public static ParsedMetric Read(string expression)
    {
        var text = expression.NotNull(nameof(expression)).Trim();
        return Core.Form.tryRead(Kind, Spellings.transportForms<Chart>(), text)?.Value is { } transport
                ? new(text, transport, metric => new Metric<ITransport>(metric))
            : Core.Form.tryRead(Kind, Spellings.reactionForms<Chart>(), text)?.Value is { } reaction
                ? new(text, reaction, metric => new Metric<IReaction>(metric))
            : new(
                text,
                Core.Form.read(Kind, Spellings.forms<Chart>(), text),
                metric => new Metric<WeightedParticles>(metric));
    }
}
