using System;
using GanFlowTheory.Core;

namespace GanFlowTheory;

public sealed partial class Tensor
{
    /// <summary>The sum of all entries, a number.</summary>
    /// <param name="x">The tensor.</param>
    public static Tensor Sum(Tensor x) => new(TensorModule.sum(CoreOf(x, nameof(x))));

    /// <summary>The mean of all entries, a number.</summary>
    /// <param name="x">The tensor.</param>
    public static Tensor Mean(Tensor x) => new(TensorModule.mean(CoreOf(x, nameof(x))));

    /// <summary>The sum of products of entries of two tensors of one shape, a number.</summary>
    /// <param name="x">The first tensor.</param>
    /// <param name="y">The second tensor.</param>
    /// <exception cref="ArgumentException">The shapes differ; both are named.</exception>
    public static Tensor Inner(Tensor x, Tensor y) =>
        new(TensorModule.inner(CoreOf(x, nameof(x)), CoreOf(y, nameof(y))));

    /// <summary>The matrix product A B.</summary>
    /// <param name="a">n x k.</param>
    /// <param name="b">k x m.</param>
    /// <exception cref="ArgumentException">The shapes do not fit; both are named.</exception>
    public static Tensor Dot(Tensor a, Tensor b) => new(TensorModule.dot(CoreOf(a, nameof(a)), CoreOf(b, nameof(b))));

    /// <summary>The matrix product op(A) op(B), each matrix transposed where said.</summary>
    /// <param name="left">A.</param>
    /// <param name="right">B.</param>
    /// <param name="transposeLeft">Whether A is transposed.</param>
    /// <param name="transposeRight">Whether B is transposed.</param>
    /// <exception cref="ArgumentException">The shapes do not fit; both are named.</exception>
    public static Tensor MatrixProduct(
        Tensor left, Tensor right, bool transposeLeft = false, bool transposeRight = false) =>
        new(TensorModule.matrixProduct(
            transposeLeft, transposeRight, CoreOf(left, nameof(left)), CoreOf(right, nameof(right))));

    /// <summary>|x_i - y_j|^2 between the rows of two matrices, n x m, by differences.</summary>
    /// <param name="x">n x d.</param>
    /// <param name="y">m x d.</param>
    /// <exception cref="ArgumentException">The shapes do not fit; both are named.</exception>
    public static Tensor SquaredDistances(Tensor x, Tensor y) =>
        new(TensorModule.squaredDistances(CoreOf(x, nameof(x)), CoreOf(y, nameof(y))));

    /// <summary>The tensors one after the other along an axis; the other extents must agree.</summary>
    /// <param name="axis">The axis, from 0.</param>
    /// <param name="parts">At least one tensor.</param>
    /// <exception cref="ArgumentException">There are no parts, or their shapes do not fit.</exception>
    public static Tensor Concatenate(int axis, params Tensor[] parts) =>
        new(TensorModule.concatenate(axis, CoreOf(parts, nameof(parts))));

    /// <summary>Cross-correlation of images, padded by zeros, with filters: N x O x ((H + 2 padding - h) / stride + 1)
    /// x likewise.</summary>
    /// <param name="images">N x C x H x W.</param>
    /// <param name="filters">O x C x h x w.</param>
    /// <param name="stride">Pixels between neighbouring positions, at least 1.</param>
    /// <param name="padding">Zeros on each side, at least 0.</param>
    /// <exception cref="ArgumentException">The shapes do not fit; both are named.</exception>
    public static Tensor Convolution(Tensor images, Tensor filters, int stride = 1, int padding = 0) =>
        new(TensorModule.convolution(
            stride, padding, CoreOf(images, nameof(images)), CoreOf(filters, nameof(filters))));

    /// <summary>Transposed convolution: N x C x ((H - 1) stride + h - 2 padding) x likewise; the adjoint of convolution
    /// with the filters.</summary>
    /// <param name="images">N x O x H x W.</param>
    /// <param name="filters">O x C x h x w.</param>
    /// <param name="stride">Pixels between neighbouring positions, at least 1.</param>
    /// <param name="padding">Pixels cut off on each side, at least 0.</param>
    /// <exception cref="ArgumentException">The shapes do not fit; both are named.</exception>
    public static Tensor ConvolutionTranspose(Tensor images, Tensor filters, int stride = 1, int padding = 0) =>
        new(TensorModule.convolutionTranspose(
            stride, padding, CoreOf(images, nameof(images)), CoreOf(filters, nameof(filters))));

    /// <summary>The sum along an axis, which goes.</summary>
    /// <param name="axis">The axis, from 0.</param>
    /// <exception cref="ArgumentException">There is no such axis.</exception>
    public Tensor SumAlong(int axis) => new(TensorModule.sumAlong(axis, Wrapped));

    /// <summary>The mean along an axis, which goes.</summary>
    /// <param name="axis">The axis, from 0.</param>
    /// <exception cref="ArgumentException">There is no such axis.</exception>
    public Tensor MeanAlong(int axis) => new(TensorModule.meanAlong(axis, Wrapped));

    /// <summary>Sums over the axes along which the shape, broadcast to the tensor's, is repeated.</summary>
    /// <param name="shape">The extents of the result.</param>
    /// <exception cref="ArgumentException">The shape does not broadcast to the tensor's; both are named.</exception>
    public Tensor SumTo(params int[] shape) => new(TensorModule.sumTo(shape.NotNull(nameof(shape)), Wrapped));

    /// <summary>Repeats along axes of extent 1 and missing ones.</summary>
    /// <param name="shape">The extents of the result.</param>
    /// <exception cref="ArgumentException">The tensor does not broadcast to the shape; both are named.</exception>
    public Tensor BroadcastTo(params int[] shape) =>
        new(TensorModule.broadcastTo(shape.NotNull(nameof(shape)), Wrapped));

    /// <summary>The same entries, row-major, in another shape of the same size.</summary>
    /// <param name="shape">The extents of the result.</param>
    /// <exception cref="ArgumentException">The sizes differ; both shapes are named.</exception>
    public Tensor Reshape(params int[] shape) => new(TensorModule.reshape(shape.NotNull(nameof(shape)), Wrapped));

    /// <summary>Axes in another order: axis i of the result is axis order[i] of the tensor.</summary>
    /// <param name="order">Each axis once.</param>
    /// <exception cref="ArgumentException">An axis is missing or named twice.</exception>
    public Tensor Permute(params int[] order) => new(TensorModule.permute(order.NotNull(nameof(order)), Wrapped));

    /// <summary>The transpose of a matrix.</summary>
    /// <exception cref="ArgumentException">The tensor is not a matrix.</exception>
    public Tensor Transpose() => new(TensorModule.transpose(Wrapped));

    /// <summary>The entries first .. first + extent - 1 along an axis.</summary>
    /// <param name="axis">The axis, from 0.</param>
    /// <param name="first">The first entry, from 0.</param>
    /// <param name="extent">How many, at least 1.</param>
    /// <exception cref="ArgumentException">The slice does not lie within the tensor.</exception>
    public Tensor Slice(int axis, int first, int extent) => new(TensorModule.slice(axis, first, extent, Wrapped));

    /// <summary>The rows (entries along the first axis) that the indices name, repeats allowed.</summary>
    /// <param name="indices">One axis of whole numbers; one outside the rows ends the run of the program with an
    /// error.</param>
    /// <exception cref="ArgumentException">The indices have more axes than one, or the tensor none.</exception>
    public Tensor Gather(Tensor indices) => new(TensorModule.gather(CoreOf(indices, nameof(indices)), Wrapped));

    /// <summary>Zeros of count rows, with each row of this tensor added to the one that the indices name.</summary>
    /// <param name="count">Rows of the result, at least 1.</param>
    /// <param name="indices">One whole number for each row.</param>
    /// <exception cref="ArgumentException">There are not as many indices as rows.</exception>
    public Tensor ScatterAdd(int count, Tensor indices) =>
        new(TensorModule.scatterAdd(count, CoreOf(indices, nameof(indices)), Wrapped));
}
