using System;

namespace GanFlowTheory;

/// <summary>One input of a program. What it is set to stays for all later runs: what does not change is copied
/// once.</summary>
public readonly struct TensorProgramInput
{
    private readonly Core.ProgramInput wrapped;

    internal TensorProgramInput(Core.ProgramInput wrapped) => this.wrapped = wrapped;

    /// <summary>The name that the input was given.</summary>
    public string Name => wrapped.Name;

    /// <summary>Sets the entries, row-major; they are copied.</summary>
    /// <param name="values">As many as the input has.</param>
    /// <exception cref="ArgumentException">The number of entries does not fit.</exception>
    public void Set(ReadOnlySpan<double> values) => wrapped.Set(values);
}
