namespace GanFlowTheory.Cli.Output;

/// <summary>What a polynomial kernel far from the origin loses.</summary>
internal static class LostDigits
{
    // Ten digits are left of sixteen: more than any sample says.
    private const double Borne = 6;

    /// <summary>The warning; null where enough digits are left.</summary>
    internal static string? Sentence(Kernel kernel, Points points) =>
        kernel.LostDigits(points) is >= Borne and var lost
            ? $"about {Tables.Number(lost, "F0")} of the 16 digits of MMD^2 by kernel {kernel.Name} are lost: the points lie far "
                + "from the origin for their spread, and a polynomial depends on it; move them there, or standardise them."
            : null;
}
