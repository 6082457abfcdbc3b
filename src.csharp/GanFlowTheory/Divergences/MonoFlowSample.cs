namespace GanFlowTheory;

/// <summary>h' and the induced f at one log r.</summary>
/// <param name="LogRatio">u = log r.</param>
/// <param name="Slope">h'(u).</param>
/// <param name="InducedValue">The induced f at r = e^u, f'' = h'/r^2 with f(1) = f'(1) = 0.</param>
/// <param name="InducedSlope">The induced f' at r = e^u.</param>
public sealed record MonoFlowSample(double LogRatio, double Slope, double InducedValue, double InducedSlope)
{
    internal static MonoFlowSample Of(Core.MonoFlowSample s) =>
        new(s.LogRatio, s.Slope, s.InducedValue, s.InducedSlope);
}
