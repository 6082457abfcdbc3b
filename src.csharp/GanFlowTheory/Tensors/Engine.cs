using System;
using System.Collections.Generic;
using GanFlowTheory.Core;

namespace GanFlowTheory;

/// <summary>An engine: it compiles tensor expressions into programs.</summary>
public sealed class Engine
{
    private readonly Core.Engine wrapped;

    private Engine(Core.Engine wrapped) => this.wrapped = wrapped;

    /// <summary>The managed engine: float64 on all cores.</summary>
    public static Engine Managed { get; } = new(ManagedEngines.Engine.managed);

    /// <summary>The name shown in reports.</summary>
    public string Name => wrapped.Name;

    /// <summary>The program of the outputs from the inputs:
    /// <c>Engine.Managed.Compile([theta, x], [loss, gradient])</c>.</summary>
    /// <param name="inputs">Tensors made by <see cref="Tensor.Input"/>.</param>
    /// <param name="outputs">What is to be computed.</param>
    /// <exception cref="ArgumentException">An input is no input, or one that the outputs depend on is
    /// missing.</exception>
    public TensorProgram Compile(IEnumerable<Tensor> inputs, IEnumerable<Tensor> outputs) =>
        new(EngineModule.compile(
            wrapped, Tensor.CoreOf(inputs, nameof(inputs)), Tensor.CoreOf(outputs, nameof(outputs))));
}
