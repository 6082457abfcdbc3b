using System;
using System.Collections.Generic;
using System.Linq;
using Microsoft.FSharp.Collections;
using Microsoft.FSharp.Core;
using Xunit;
using static GanFlowTheory.Tests.Bits;
using Of = GanFlowTheory.Core.TensorModule;
using Stable = GanFlowTheory.Core.StableTensorFunctions.Tensor;

namespace GanFlowTheory.Tests.Autodiff;

public class TensorTests
{
    private static readonly double[] A = Seed.Create(1).Uniforms(6), B = Seed.Create(2).Uniforms(6),
        Images = Seed.Create(3).Normals(2 * 2 * 4 * 5), Weights = Seed.Create(4).Normals(3 * 2 * 2 * 2),
        Made = Seed.Create(5).Normals(2 * 3 * 4 * 5);

    private static double[] Compute(Tensor x) => Engine.Managed.Compile([], [x]).Evaluate()[0];

    private static double[] Compute(Core.Tensor x) =>
        Core.EngineModule.compile(
                Core.ManagedEngines.Engine.managed, FSharpList<Core.Tensor>.Empty, ListModule.OfSeq([x]))
            .Evaluate([])[0];

    private static Tensor Matrix(double[] values) => Tensor.Constant([2, 3], values);

    private static Core.Tensor CoreMatrix(double[] values) => Of.constant([2, 3], values);

    // Every member beside the function of the core that it stands for, on the same entries.
    private static readonly (string, Func<Tensor, Tensor, Tensor>, Func<Core.Tensor, Core.Tensor, Core.Tensor>)[]
        Pairs =
    [
        ("+", (x, y) => x + y, (x, y) => x + y),
        ("-", (x, y) => x - y, (x, y) => x - y),
        ("*", (x, y) => x * y, (x, y) => x * y),
        ("/", (x, y) => x / y, (x, y) => x / y),
        ("negation", (x, _) => -x, (x, _) => -x),
        ("x + 2", (x, _) => x + 2, (x, _) => x + 2.0),
        ("2 + x", (x, _) => 2 + x, (x, _) => 2.0 + x),
        ("x - 2", (x, _) => x - 2, (x, _) => x - 2.0),
        ("2 - x", (x, _) => 2 - x, (x, _) => 2.0 - x),
        ("x 2", (x, _) => x * 2, (x, _) => x * 2.0),
        ("2 x", (x, _) => 2 * x, (x, _) => 2.0 * x),
        ("x / 2", (x, _) => x / 2, (x, _) => x / 2.0),
        ("2 / x", (x, _) => 2 / x, (x, _) => 2.0 / x),
        ("exp", (x, _) => Tensor.Exp(x), (x, _) => Of.exp(x)),
        ("log", (x, _) => Tensor.Log(x), (x, _) => Of.log(x)),
        ("sqrt", (x, _) => Tensor.Sqrt(x), (x, _) => Of.sqrt(x)),
        ("reciprocal", (x, _) => Tensor.Reciprocal(x), (x, _) => Of.reciprocal(x)),
        ("square", (x, _) => Tensor.Square(x), (x, _) => Of.square(x)),
        ("power", (x, _) => Tensor.Power(x, 1.5), (x, _) => Of.power(1.5, x)),
        ("tanh", (x, _) => Tensor.Tanh(x), (x, _) => Of.tanh(x)),
        ("sigmoid", (x, _) => Tensor.Sigmoid(x), (x, _) => Of.sigmoid(x)),
        ("softplus", (x, _) => Tensor.Softplus(x), (x, _) => Of.softplus(x)),
        ("log-sigmoid", (x, _) => Tensor.LogSigmoid(x), (x, _) => Of.logSigmoid(x)),
        ("leaky ReLU", (x, y) => Tensor.LeakyRelu(x - y, 0.2), (x, y) => Of.leakyRelu(0.2, x - y)),
        ("sin", (x, _) => Tensor.Sin(x), (x, _) => Of.sin(x)),
        ("cos", (x, _) => Tensor.Cos(x), (x, _) => Of.cos(x)),
        ("abs", (x, y) => Tensor.Abs(x - y), (x, y) => Of.abs(x - y)),
        ("log1p", (x, _) => Tensor.Log1p(x), (x, _) => Stable.log1p(x)),
        ("expm1", (x, _) => Tensor.Expm1(x), (x, _) => Stable.expm1(x)),
        ("max", (x, y) => Tensor.Max(x, y), (x, y) => Stable.max(x, y)),
        ("x log y", (x, y) => Tensor.XLogY(x, y), (x, y) => Stable.xLogY(x, y)),
        ("max along", (x, _) => x.MaxAlong(1), (x, _) => Stable.maxAlong(1, x)),
        ("log-sum-exp", (x, _) => Tensor.LogSumExp(x), (x, _) => Stable.logSumExp(x)),
        ("log-sum-exp along", (x, _) => x.LogSumExpAlong(0), (x, _) => Stable.logSumExpAlong(0, x)),
        ("norm", (x, _) => Tensor.Norm(x), (x, _) => Stable.norm(x)),
        ("norm along", (x, _) => x.NormAlong(1), (x, _) => Stable.normAlong(1, x)),
        ("detach", (x, y) => Tensor.Detach(x - y), (x, y) => Of.detach(x - y)),
        ("fill", (x, _) => x + Tensor.Fill([2, 3], 7), (x, _) => x + Of.fill([2, 3], 7)),
        ("number", (x, _) => x * Tensor.Number(7), (x, _) => x * Of.number(7)),
        ("sum", (x, _) => Tensor.Sum(x), (x, _) => Of.sum(x)),
        ("mean", (x, _) => Tensor.Mean(x), (x, _) => Of.mean(x)),
        ("sum along", (x, _) => x.SumAlong(1), (x, _) => Of.sumAlong(1, x)),
        ("mean along", (x, _) => x.MeanAlong(0), (x, _) => Of.meanAlong(0, x)),
        ("inner", (x, y) => Tensor.Inner(x, y), (x, y) => Of.inner(x, y)),
        ("dot", (x, y) => Tensor.Dot(x, y.Transpose()), (x, y) => Of.dot(x, Of.transpose(y))),
        ("A^T B", (x, y) => Tensor.MatrixProduct(x, y, transposeLeft: true),
            (x, y) => Of.matrixProduct(true, false, x, y)),
        ("A B^T", (x, y) => Tensor.MatrixProduct(x, y, transposeRight: true),
            (x, y) => Of.matrixProduct(false, true, x, y)),
        ("distances", (x, y) => Tensor.SquaredDistances(x, y), (x, y) => Of.squaredDistances(x, y)),
        ("sum to", (x, _) => x.SumTo(2, 1), (x, _) => Of.sumTo([2, 1], x)),
        ("broadcast", (x, _) => x.BroadcastTo(2, 2, 3), (x, _) => Of.broadcastTo([2, 2, 3], x)),
        ("reshape", (x, y) => x.Reshape(3, 2) + y.Reshape(3, 2),
            (x, y) => Of.reshape([3, 2], x) + Of.reshape([3, 2], y)),
        ("permute", (x, _) => x.Permute(1, 0), (x, _) => Of.permute([1, 0], x)),
        ("slice", (x, _) => x.Slice(1, 1, 2), (x, _) => Of.slice(1, 1, 2, x)),
        ("concatenate", (x, y) => Tensor.Concatenate(1, x, y),
            (x, y) => Of.concatenate(1, ListModule.OfSeq([x, y]))),
        ("gather", (x, _) => x.Gather(Tensor.Constant([3], [1, 0, 1])),
            (x, _) => Of.gather(Of.constant([3], [1, 0, 1]), x)),
        ("scatter", (x, _) => x.ScatterAdd(4, Tensor.Constant([2], [3, 3])),
            (x, _) => Of.scatterAdd(4, Of.constant([2], [3, 3]), x)),
        ("points", (x, _) => Tensor.SquaredDistances((Points)new[,] { { 1.0, 2.0, 3.0 } }, x),
            (x, _) => Of.squaredDistances(Of.ofPoints(CoreOf(new[,] { { 1.0, 2.0, 3.0 } })), x)),
        ("convolution",
            (_, _) => Tensor.Convolution(
                Tensor.Constant([2, 2, 4, 5], Images), Tensor.Constant([3, 2, 2, 2], Weights), stride: 2, padding: 1),
            (_, _) => Of.convolution(2, 1, Of.constant([2, 2, 4, 5], Images), Of.constant([3, 2, 2, 2], Weights))),
        ("transposed convolution",
            (_, _) => Tensor.ConvolutionTranspose(
                Tensor.Constant([2, 3, 4, 5], Made), Tensor.Constant([3, 2, 2, 2], Weights), stride: 2, padding: 1),
            (_, _) => Of.convolutionTranspose(
                2, 1, Of.constant([2, 3, 4, 5], Made), Of.constant([3, 2, 2, 2], Weights))),
    ];

    public static IEnumerable<object[]> Names => Pairs.Select(p => new object[] { p.Item1 });

    [Theory]
    [MemberData(nameof(Names))]
    public void Tensors_are_those_of_the_core(string name)
    {
        var (_, facade, core) = Pairs.Single(p => p.Item1 == name);
        var (actual, expected) = (facade(Matrix(A), Matrix(B)), core(CoreMatrix(A), CoreMatrix(B)));
        Assert.Equal(expected.Shape, actual.Shape);
        Assert.Equal(expected.Size, actual.Size);
        Assert.Equal(expected.ToString(), actual.ToString());
        Same(Compute(expected), Compute(actual));
    }

    [Fact]
    public void Shapes_are_those_of_the_core()
    {
        Assert.Equal(12, Shape.Size(3, 4));
        Assert.Equal("3 x 4", Shape.Sentence(3, 4));
        Assert.Equal("a number", Shape.Sentence());
        Assert.Equal([2, 3], Shape.TryBroadcast([2, 1], [3])!);
        Assert.Null(Shape.TryBroadcast([2], [3]));
    }

    [Fact]
    public void Derivatives_are_those_of_the_core()
    {
        var x = Tensor.Input("x", 2, 3);
        var v = Tensor.Input("v", 2, 3);
        var y = Tensor.Sin(x) * Tensor.Exp(v);
        var f = Tensor.Sum(y);
        var cx = Of.input("x", [2, 3]);
        var cv = Of.input("v", [2, 3]);
        var cy = Of.sin(cx) * Of.exp(cv);
        var cf = Of.sum(cy);

        Tensor[] actual =
        [
            f.Gradient(x),
            .. f.Gradients(x, v),
            Differentiate.Gradient(f, v),
            .. Differentiate.Gradients(f, [v, x]),
            .. Differentiate.VectorJacobian([(y, v)], [x]),
            .. Differentiate.JacobianVector([y], [(x, v)]),
            Differentiate.HessianVector(f, x, v),
            // Again: a derivative of a derivative.
            Tensor.Sum(Tensor.Square(f.Gradient(x))).Gradient(x),
        ];

        Core.Tensor[] expected =
        [
            Core.Differentiate.gradient(cf, cx),
            .. Core.Differentiate.gradients(cf, ListModule.OfSeq([cx, cv])),
            Core.Differentiate.gradient(cf, cv),
            .. Core.Differentiate.gradients(cf, ListModule.OfSeq([cv, cx])),
            .. Core.Differentiate.vectorJacobian(
                ListModule.OfSeq([Tuple.Create(cy, cv)]), ListModule.OfSeq([cx])),
            .. Core.Differentiate.jacobianVector(
                ListModule.OfSeq([cy]), ListModule.OfSeq([Tuple.Create(cx, cv)])),
            Core.Differentiate.hessianVector(cf, cx, cv),
            Core.Differentiate.gradient(Of.sum(Of.square(Core.Differentiate.gradient(cf, cx))), cx),
        ];

        var program = Engine.Managed.Compile([x, v], actual);
        var core = Core.EngineModule.compile(
            Core.ManagedEngines.Engine.managed, ListModule.OfSeq([cx, cv]), ListModule.OfSeq(expected));
        var (found, wanted) = (program.Evaluate(A, B), core.Evaluate([A, B]));
        Assert.Equal(10, found.Length);

        for (var k = 0; k < found.Length; k++)
        {
            Same(wanted[k], found[k]);
        }

        // And they are derivatives: d/dx sum sin x e^v = cos x e^v.
        Assert.All(Enumerable.Range(0, 6), k => Assert.Equal(Math.Cos(A[k]) * Math.Exp(B[k]), found[0][k], 1e-15));
    }

    [Fact]
    public void Programs_run_over_given_arrays()
    {
        var x = Tensor.Input("x", 2, 3);
        var program = Engine.Managed.Compile([x], [x * x, Tensor.Mean(x)]);
        Assert.Equal("managed", Engine.Managed.Name);
        Assert.Equal([2, 3], Assert.Single(program.InputShapes));
        Assert.Equal([2, 3], program.OutputShapes[0]);
        Assert.Empty(program.OutputShapes[1]);
        double[][] outputs = [new double[6], new double[1]];
        program.Run([A], outputs);
        Same(A.Select(a => a * a), outputs[0]);
        Assert.Equal(A.Average(), outputs[1][0], 1e-15);
        Assert.Throws<ArgumentException>(() => program.Evaluate([1.0]));
        Assert.Equal(("x", "managed"), (program.Input(0).Name, Engine.Standard.ToString()));
        program.Exclusively(() =>
        {
            program.Input(0).Set(B);
            program.Run(outputs);
        });
        Same(B.Select(b => b * b), outputs[0]);
        Assert.Throws<ArgumentException>(() => program.Input(1));
        Assert.Throws<ArgumentException>(() => program.Input(0).Set([1.0]));
        Assert.Throws<ArgumentNullException>(() => program.Evaluate([null!]));
    }

    [Fact]
    public void Shapes_that_do_not_fit_are_both_named()
    {
        var error = Assert.Throws<ArgumentException>(() => Matrix(A) + Tensor.Constant([2], [1, 2]));
        Assert.Contains("2 x 3", error.Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentNullException>(() => Matrix(A) + null!);
        Assert.Throws<ArgumentNullException>(() => Tensor.Concatenate(0, null!));
        Assert.Throws<ArgumentException>(() => Matrix(A).Gradient(Matrix(B)));
    }
}
