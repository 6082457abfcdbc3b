namespace GanFlowTheory;

/// <summary>Whether a value of ours is what a source says.</summary>
public enum FactVerdict
{
    /// <summary>It is.</summary>
    Reproduced,

    /// <summary>It is not, by more than the error.</summary>
    NotReproduced,

    /// <summary>The error is too large to tell.</summary>
    Undecided,
}
