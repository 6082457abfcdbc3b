using System.Collections.Generic;

namespace GanFlowTheory;

/// <summary>A fit that some of the points were held out of, on which it was scored.</summary>
/// <param name="Target">The points of the target that it has not seen, by number.</param>
/// <param name="Current">The points of the current law that it has not seen, by number.</param>
/// <param name="LogRatio">Its u = log r.</param>
public sealed record HeldOutFit(IReadOnlyList<int> Target, IReadOnlyList<int> Current, Potential LogRatio)
{
    internal Core.HeldOutFit AsCore => new(
        [.. Target.NotNull(nameof(Target))], [.. Current.NotNull(nameof(Current))], LogRatio.NotNull(nameof(LogRatio)).Wrapped);

    internal static HeldOutFit Of(Core.HeldOutFit fit) => new(fit.Target, fit.Current, new Potential(fit.LogRatio));
}
