namespace GanFlowTheory;

/// <summary>What is done with rows in which a value is missing: an empty field, or a word for it, such as NA, nan or
/// null.</summary>
public enum MissingRows
{
    /// <summary>They are refused, by the first of them and how many there are.</summary>
    Refuse,

    /// <summary>They are left out.</summary>
    Drop,
}
