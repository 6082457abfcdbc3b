using System;

namespace GanFlowTheory.Cli.Specs;

/// <summary>One way to write a specification.</summary>
/// <param name="Shape">NAME, or NAME:ARGUMENTS with the arguments in capitals, such as stein:EXPR.</param>
/// <param name="Description">What it makes, in words.</param>
/// <param name="Make">Makes it of a specification of this name, with arguments where the shape has them.</param>
internal sealed record Form<T>(string Shape, string Description, Func<Specification, T> Make)
{
    internal string Name => Shape.Split(':')[0];

    internal bool HasArguments => Shape.Contains(':', StringComparison.Ordinal);

    /// <summary>What is said of arguments where the shape has none; null for the sentence about the shape.</summary>
    internal string? OnArguments { get; init; }
}
