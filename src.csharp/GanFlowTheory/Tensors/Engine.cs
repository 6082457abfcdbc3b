using System;
using System.Collections.Generic;
using System.Runtime.CompilerServices;
using GanFlowTheory.Core;

namespace GanFlowTheory;

/// <summary>An engine: it compiles tensor expressions into programs. Networks carry the engine that runs them
/// (<see cref="Network.On"/>), kernels the sums that serve them (<see cref="KernelSums.OnEngine"/>).</summary>
public sealed class Engine
{
    internal Engine(Core.Engine wrapped) => Wrapped = wrapped;

    internal Core.Engine Wrapped { get; }

    /// <summary>The managed engine: float64 on all cores.</summary>
    public static Engine Managed { get; } = new(ManagedEngines.Engine.managed);

    /// <summary>The engine of networks, functionals and critics that name no other: the managed one.</summary>
    public static Engine Standard { get; } = new(ManagedEngines.Engine.standard);

    /// <summary>The name shown in reports.</summary>
    public string Name => Wrapped.Name;

    /// <summary>The numbers that it computes with.</summary>
    public Precision Precision => Wrapped.Precision.IsFloat32 ? Precision.Float32 : Precision.Float64;

    /// <summary>The ways to spell an engine.</summary>
    public static IReadOnlyList<Form> Forms { get; } = Form.Of(EngineForms.Engine.forms);

    /// <summary>The engine of a text: <c>managed</c>, <c>torch</c>, <c>torch:float32</c>, <c>torch:cuda</c>,
    /// <c>torch:cuda1,float32</c>. <c>torch</c> is LibTorch through TorchSharp, in applications that reference the package
    /// GanFlowTheory.Torch and a LibTorch.</summary>
    /// <param name="expression">The text.</param>
    /// <exception cref="ArgumentException">The text spells no engine; the message names the nearest.</exception>
    /// <exception cref="InvalidOperationException">The engine cannot be had here; the message says why in one
    /// sentence.</exception>
    public static Engine Parse(string expression) =>
        Core.Form.read("engine", EngineForms.Engine.forms, expression.NotNull(nameof(expression))) is var engine
            && ReferenceEquals(engine, Managed.Wrapped)
            ? Managed
            : new(engine);

    /// <summary>The program of the outputs from the inputs:
    /// <c>Engine.Managed.Compile([theta, x], [loss, gradient])</c>.</summary>
    /// <param name="inputs">Tensors made by <see cref="Tensor.Input"/>.</param>
    /// <param name="outputs">What is to be computed.</param>
    /// <exception cref="ArgumentException">An input is no input, or one that the outputs depend on is
    /// missing.</exception>
    public TensorProgram Compile(IEnumerable<Tensor> inputs, IEnumerable<Tensor> outputs) =>
        new(EngineModule.compile(
            Wrapped, Tensor.CoreOf(inputs, nameof(inputs)), Tensor.CoreOf(outputs, nameof(outputs))));

    /// <summary>Whether this is the same engine.</summary>
    /// <param name="obj">The other.</param>
    public override bool Equals(object? obj) => obj is Engine other && ReferenceEquals(Wrapped, other.Wrapped);

    /// <summary>Equal for the same engine.</summary>
    public override int GetHashCode() => RuntimeHelpers.GetHashCode(Wrapped);

    /// <summary>The name.</summary>
    public override string ToString() => Name;
}
