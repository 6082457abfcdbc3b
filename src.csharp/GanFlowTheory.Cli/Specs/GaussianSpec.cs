namespace GanFlowTheory.Cli.Specs;

/// <summary>gaussian:MEAN,SD, the density N(mean, sd^2 I).</summary>
internal sealed record GaussianSpec(double[] Mean, double Sd)
{
    /// <param name="given">The specification.</param>
    /// <param name="mostMeans">How many coordinates the mean may have.</param>
    internal static GaussianSpec Of(Specification given, int mostMeans = int.MaxValue) =>
        given.Numbers() switch
        {
            [.. var mean, var sd] when mean.Length >= 1 && mean.Length <= mostMeans =>
                sd > 0
                    ? new(mean, sd)
                    : throw new BadInputException(
                        $"the standard deviation of {given.Kind} must be positive, but is {Output.Tables.Number(sd, "R")}."),
            _ => throw given.Misshapen(),
        };
}
