using System;
using System.Collections.Generic;
using System.Linq;
using Microsoft.FSharp.Core;

namespace GanFlowTheory;

/// <summary>A compiled program: it computes fixed outputs from inputs of fixed shapes, over buffers that it owns, so
/// that running it again allocates nothing.</summary>
/// <remarks>Its members may be called from several threads: they take turns. What an input is set to stays for all later
/// runs; a thread that counts on this holds the program by <see cref="Exclusively"/>, so that no other sets it in
/// between.</remarks>
public sealed class TensorProgram : IDisposable
{
    private readonly Core.Program wrapped;

    internal TensorProgram(Core.Program wrapped) => this.wrapped = wrapped;

    /// <summary>The shapes of the inputs.</summary>
    public IReadOnlyList<IReadOnlyList<int>> InputShapes => wrapped.InputShapes.Map(s => s.ReadOnly());

    /// <summary>The shapes of the outputs.</summary>
    public IReadOnlyList<IReadOnlyList<int>> OutputShapes => wrapped.OutputShapes.Map(s => s.ReadOnly());

    /// <summary>The input at a position, to be set apart from the others.</summary>
    /// <param name="index">From 0.</param>
    /// <exception cref="ArgumentException">There is no such input.</exception>
    public TensorProgramInput Input(int index) => new(wrapped.Input(index));

    /// <summary>Runs on what the inputs were set to last and writes the output entries, row-major, one array for
    /// each.</summary>
    /// <param name="outputs">Where the entries of each output go.</param>
    /// <exception cref="ArgumentException">An input was never set, which is named, or a number of arrays or of entries does
    /// not fit.</exception>
    public void Run(double[][] outputs) => wrapped.Run(Whole(outputs, nameof(outputs)));

    /// <summary>Calls the action while no other thread can set inputs of the program or run it.</summary>
    /// <param name="action">What sets inputs and runs.</param>
    public void Exclusively(Action action)
    {
        ArgumentNullException.ThrowIfNull(action);
        wrapped.Exclusively(FuncConvert.FromAction(action));
    }

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

    /// <summary>Gives the program's buffers back to its engine at once; the program is not run again. Without it the garbage
    /// collector gives them back when nothing holds the program.</summary>
    public void Dispose() => wrapped.Dispose();

    private static double[][] Whole(double[][] values, string name) =>
        values.NotNull(name).Any(v => v is null) ? throw new ArgumentNullException(name) : values;
}
