using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using GanFlowTheory.Core;
using Microsoft.FSharp.Core;
using static GanFlowTheory.Bridge;

namespace GanFlowTheory;

/// <summary>A network: it maps n x InputSize matrices to n x OutputSize matrices, each row by itself, with all
/// parameters in one flat vector theta of length P.</summary>
/// <remarks>Images are rows too: flattened row-major, channels first.</remarks>
public sealed partial class Network
{
    internal Network(Core.Network wrapped) => Wrapped = wrapped;

    internal Core.Network Wrapped { get; }

    internal static Core.Activation CoreOf(Activation? before) => (before ?? GanFlowTheory.Activation.Identity).Wrapped;

    /// <summary>The name shown in reports; for networks of an expression, the expression.</summary>
    public string Name => Wrapped.Name;

    /// <summary>The number of columns taken.</summary>
    public int InputSize => Wrapped.InputSize;

    /// <summary>The number of columns given.</summary>
    public int OutputSize => Wrapped.OutputSize;

    /// <summary>The named parts of theta, in its order and without gaps.</summary>
    public IReadOnlyList<ParameterView> Views => Wrapped.Views.Map(v => new ParameterView(v));

    /// <summary>What runs it: the standard engine, or the one that <see cref="On"/> moved it to.</summary>
    public Engine Engine => new(Wrapped.Engine);

    /// <summary>The same network, run by the given engine: its values and gradients, and the critics, states and steps made
    /// of it.</summary>
    /// <param name="engine">The engine.</param>
    public Network On(Engine engine) => new(NetworkModule.on(engine.NotNull(nameof(engine)).Wrapped, Wrapped));

    /// <summary>The number of parameters P.</summary>
    public int ParameterCount => NetworkModule.parameterCount(Wrapped);

    /// <summary>The view with the given name.</summary>
    /// <param name="name">Such as 0/weight.</param>
    /// <exception cref="ArgumentException">There is none; the nearest name is in the message.</exception>
    public ParameterView View(string name) => new(NetworkModule.view(name.NotNull(nameof(name)), Wrapped));

    /// <summary>The part of theta that the name stands for, of its own shape.</summary>
    /// <param name="name">Such as 0/weight.</param>
    /// <param name="theta">The parameters, of shape P.</param>
    /// <exception cref="ArgumentException">There is no such parameter.</exception>
    public Tensor Parameter(string name, Tensor theta) =>
        new(NetworkModule.parameter(name.NotNull(nameof(name)), Wrapped, Tensor.CoreOf(theta, nameof(theta))));

    /// <summary>The entries of theta that the name stands for, row-major.</summary>
    /// <param name="name">Such as 0/weight.</param>
    /// <param name="theta">The parameters, length P.</param>
    /// <exception cref="ArgumentException">There is no such parameter, or the length is not P.</exception>
    public double[] Values(string name, double[] theta) =>
        NetworkModule.values(name.NotNull(nameof(name)), Wrapped, theta.NotNull(nameof(theta)));

    /// <summary>The initial theta, length P; each view draws from a seed of its own.</summary>
    /// <param name="seed">Any seed.</param>
    public double[] Initial(Seed seed) => Wrapped.Initial.Invoke(seed.Wrapped);

    /// <summary>The output for parameters and inputs, n x OutputSize, as an expression.</summary>
    /// <param name="theta">Of shape P; not looked at where P is 0.</param>
    /// <param name="x">n x InputSize.</param>
    /// <exception cref="ArgumentException">The shapes do not fit; both are named.</exception>
    public Tensor Apply(Tensor theta, Tensor x) =>
        new(Wrapped.Apply.Invoke(Tensor.CoreOf(theta, nameof(theta))).Invoke(Tensor.CoreOf(x, nameof(x))));

    /// <summary>What the layers of a chain give, each n x its width: after their activations, the output last.</summary>
    /// <param name="theta">Of shape P; not looked at where P is 0.</param>
    /// <param name="x">n x InputSize.</param>
    /// <exception cref="ArgumentException">The shapes do not fit; both are named.</exception>
    public IReadOnlyList<Tensor> Layers(Tensor theta, Tensor x) =>
        Wrapped.Layers.Invoke(Tensor.CoreOf(theta, nameof(theta))).Invoke(Tensor.CoreOf(x, nameof(x)))
            .Map(layer => new Tensor(layer));

    /// <summary>The same network with each weight W, and each set of filters as a matrix of one row per filter, replaced by W /
    /// s(W), s the largest singular value (Miyato et al. 2018); biases stay. The parameters are those of the network itself,
    /// and derivatives go through s, which is taken by power iterations from a fixed start.</summary>
    /// <param name="iterations">Power iterations at each evaluation, at least 1.</param>
    /// <exception cref="ArgumentException">There are fewer than 1.</exception>
    public Network SpectrallyNormalised(int iterations) =>
        new(SpectralNormalisation.Network.spectrallyNormalised(iterations, Wrapped));

    /// <summary>The outputs at the points, n x OutputSize. Programs are compiled at the first call and kept with the
    /// network, for the last few numbers of rows.</summary>
    /// <param name="theta">The parameters, length P.</param>
    /// <param name="points">n x InputSize.</param>
    /// <exception cref="ArgumentException">The lengths do not fit, or an output is not finite.</exception>
    public Points Evaluate(double[] theta, Points points) =>
        new(NetworkModule.evaluate(Wrapped, theta.NotNull(nameof(theta)), points.NotNull(nameof(points)).Wrapped));

    /// <summary>Points of the law of G_theta(z) for standard normal z by the seed: what a generator draws. Equal seeds give
    /// equal points.</summary>
    /// <param name="theta">The parameters, length P.</param>
    /// <param name="count">How many, at least 1.</param>
    /// <param name="seed">The seed of z, count x InputSize.</param>
    /// <exception cref="ArgumentException">count is below 1, the length does not fit, or a point is not
    /// finite.</exception>
    public Points Sample(double[] theta, int count, Seed seed) => new(NetworkModule.sample(
        count, seed.Wrapped, Wrapped, theta.NotNull(nameof(theta))));

    /// <summary>Writes theta as a .npz file, one float64 array for each view; the file appears whole or not at
    /// all.</summary>
    /// <param name="path">The file to create or replace.</param>
    /// <param name="theta">The parameters, length P, finite.</param>
    /// <exception cref="ArgumentException">The length is not P, or an entry is not finite.</exception>
    /// <exception cref="IOException">The file cannot be written.</exception>
    public void SaveParameters(string path, double[] theta) =>
        NetworkFiles.Network.saveParameters(path.NotNull(nameof(path)), Wrapped, theta.NotNull(nameof(theta)));

    /// <summary>Reads theta from a .npz file: for each view an array of its shape, float64 or float32, and no other
    /// arrays.</summary>
    /// <param name="path">The file.</param>
    /// <exception cref="DataFormatException">Not such an archive: no zip file, damaged or cut short, an array missing,
    /// unknown, of another shape or type, or not finite.</exception>
    /// <exception cref="IOException">The file does not exist or cannot be read.</exception>
    public double[] LoadParameters(string path) =>
        DataFormatException.Reading(() => NetworkFiles.Network.loadParameters(path.NotNull(nameof(path)), Wrapped));

    /// <summary>The parameters theta' with which the network gives scale_k y_k + shift_k in column k where with theta it
    /// gives y_k: those in which the last affine layer takes up the units; null for networks that do not end in such a
    /// layer.</summary>
    /// <param name="scale">A factor for each output, finite.</param>
    /// <param name="shift">What is added to each output, finite.</param>
    /// <param name="theta">The parameters, length P.</param>
    /// <exception cref="ArgumentException">The lengths do not fit, or an entry is not finite.</exception>
    public double[]? InUnits(double[] scale, double[] shift, double[] theta) => NetworkUnits.Network.inUnits(
        scale.NotNull(nameof(scale)), shift.NotNull(nameof(shift)), Wrapped, theta.NotNull(nameof(theta)))?.Value;

    /// <summary>Writes theta as a .npz file that gives outputs in the units, scale_k y_k + shift_k: folded into the
    /// last layer where that is possible (<see cref="InUnits"/>), else as it is with the arrays output/scale and
    /// output/shift beside it. Returns whether it is folded.</summary>
    /// <param name="path">The file to create or replace.</param>
    /// <param name="scale">A factor for each output, finite.</param>
    /// <param name="shift">What is added to each output, finite.</param>
    /// <param name="theta">The parameters, length P, finite.</param>
    /// <exception cref="ArgumentException">The lengths do not fit, or an entry is not finite.</exception>
    /// <exception cref="IOException">The file cannot be written.</exception>
    public bool SaveInUnits(string path, double[] scale, double[] shift, double[] theta) => NetworkUnits.Network.saveInUnits(
        path.NotNull(nameof(path)), scale.NotNull(nameof(scale)), shift.NotNull(nameof(shift)), Wrapped,
        theta.NotNull(nameof(theta)));

    /// <summary>Reads what <see cref="SaveInUnits"/> wrote, or any parameters of the network; scale and shift are 1 and 0
    /// where the file names no units.</summary>
    /// <param name="path">The file.</param>
    /// <exception cref="DataFormatException">Not such an archive.</exception>
    /// <exception cref="IOException">The file does not exist or cannot be read.</exception>
    public (double[] Theta, double[] Scale, double[] Shift) LoadInUnits(string path)
    {
        var read = DataFormatException.Reading(() => NetworkUnits.Network.loadInUnits(path.NotNull(nameof(path)), Wrapped));
        return (read.Item1, read.Item2, read.Item3);
    }

    /// <summary>Points that the generator of a file of <see cref="SaveInUnits"/>, or of <see cref="SaveParameters"/>, draws:
    /// those of <see cref="Sample"/> in the units of the file, scale_k y_k + shift_k in column k.</summary>
    /// <param name="path">The file.</param>
    /// <param name="count">How many, at least 1.</param>
    /// <param name="seed">The seed of the noise.</param>
    /// <exception cref="ArgumentException">count is below 1, or a point is not finite.</exception>
    /// <exception cref="DataFormatException">Not such an archive.</exception>
    /// <exception cref="IOException">The file does not exist or cannot be read.</exception>
    public Points SampleSaved(string path, int count, Seed seed) => DataFormatException.Reading(() =>
        NetworkUnits.Network.sampleSaved(path.NotNull(nameof(path)), count, seed.Wrapped, Wrapped));

    /// <summary>The name.</summary>
    public override string ToString() => Name;
}
