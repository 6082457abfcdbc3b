using System;
using System.Collections.Generic;
using System.Linq;

namespace GanFlowTheory;

/// <summary>A compiled program: it computes fixed outputs from inputs of fixed shapes, over buffers that it owns, so
/// that running it again allocates nothing. One run at a time.</summary>
public sealed class TensorProgram
{
    private readonly Core.Program wrapped;

    internal TensorProgram(Core.Program wrapped) => this.wrapped = wrapped;

    /// <summary>The shapes of the inputs.</summary>
    public IReadOnlyList<IReadOnlyList<int>> InputShapes => wrapped.InputShapes.Map(s => s.ReadOnly());

    /// <summary>The shapes of the outputs.</summary>
    public IReadOnlyList<IReadOnlyList<int>> OutputShapes => wrapped.OutputShapes.Map(s => s.ReadOnly());

    /// <summary>Runs on input entries and writes the output entries, all row-major, one array for each.</summary>
    /// <param name="inputs">The entries of each input.</param>
    /// <param name="outputs">Where the entries of each output go.</param>
    /// <exception cref="ArgumentException">A number of arrays or of entries does not fit.</exception>
    public void Run(double[][] inputs, double[][] outputs) =>
        wrapped.Run(Whole(inputs, nameof(inputs)), Whole(outputs, nameof(outputs)));

    /// <summary>The outputs, in new arrays, row-major.</summary>
    /// <param name="inputs">The entries of each input.</param>
    /// <exception cref="ArgumentException">A number of arrays or of entries does not fit.</exception>
    public double[][] Evaluate(params double[][] inputs) => wrapped.Evaluate(Whole(inputs, nameof(inputs)));

    private static double[][] Whole(double[][] values, string name) =>
        values.NotNull(name).Any(v => v is null) ? throw new ArgumentNullException(name) : values;
}
