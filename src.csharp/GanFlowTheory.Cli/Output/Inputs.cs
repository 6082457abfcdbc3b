namespace GanFlowTheory.Cli.Output;

/// <summary>The SHA-256 of what a verb read or sampled; null for what it has not.</summary>
internal sealed record Inputs
{
    /// <summary>Of the target: its points in the units of the data, or its density on each cell, as a .npy array.</summary>
    public string? Target { get; init; }

    /// <summary>Of the start, in the units of the flow, as a .npy array.</summary>
    public string? Start { get; init; }

    /// <summary>Of the checkpoint that a training went on from.</summary>
    public string? Checkpoint { get; init; }

    /// <summary>Refuses inputs other than these.</summary>
    /// <param name="now">The inputs that are there.</param>
    /// <param name="manifest">Where these stand.</param>
    /// <exception cref="BadInputException">One differs.</exception>
    internal void Check(Inputs now, string manifest)
    {
        Same("target", Target, now.Target, "its points have changed");
        Same("start", Start, now.Start, "its points have changed");
        Same("checkpoint", Checkpoint, now.Checkpoint, "a later one has taken its place");

        void Same(string what, string? then, string? found, string why)
        {
            if (then is not null && then != found)
            {
                throw new BadInputException($"the {what} is not the one of '{manifest}': {why}.");
            }
        }
    }
}
