namespace GanFlowTheory.Cli.Specs;

/// <summary>The sizes of samples.</summary>
internal static class SampleSize
{
    // A sample of one GiB; the sums over its pairs would not end anyway.
    private const long MostValues = 1 << 27;

    internal static void Check(string option, int count, int dimension)
    {
        if ((long)count * dimension > MostValues)
        {
            throw new BadInputException(
                $"{option} must be at most {MostValues / dimension} in dimension {dimension}, but is {count}.");
        }
    }
}
