namespace GanFlowTheory.Core.Extending

open GanFlowTheory.Core

/// <summary>Elementwise functions of one tensor.</summary>
[<RequireQualifiedAccess>]
type Unary =
    /// scale x + shift.
    | Affine of scale: float * shift: float
    /// e^x.
    | Exp
    /// The natural logarithm; NaN below 0.
    | Log
    /// log(1 + x), with all its digits near 0; NaN below -1.
    | Log1p
    /// e^x - 1, with all its digits near 0.
    | Expm1
    /// The square root; NaN below 0. Its derivative at 0 is 0, the minimal-norm choice.
    | Sqrt
    /// 1/x, infinite at 0.
    | Reciprocal
    /// 1/x, and 0 at 0.
    | PseudoReciprocal
    /// x^2.
    | Square
    /// x^exponent.
    | Power of exponent: float
    /// tanh x.
    | Tanh
    /// 1/cosh^2 x, the derivative of tanh, with all its digits where tanh x has rounded to 1.
    | TanhSlope
    /// 1/(1 + e^-x).
    | Sigmoid
    /// log(1 + e^x), without overflow.
    | Softplus
    /// log(1/(1 + e^-x)) = -softplus(-x), without overflow.
    | LogSigmoid
    /// x for x > 0, slope x otherwise.
    | LeakyRelu of slope: float
    /// 1 for x > 0, slope otherwise: the derivative of the leaky ReLU.
    | LeakyStep of slope: float
    /// sin x.
    | Sin
    /// cos x.
    | Cos
    /// |x|; its derivative at 0 is 0.
    | Abs
    /// -1, 0 or 1.
    | Sign

/// <summary>Elementwise functions of two tensors, broadcast to a common shape.</summary>
[<RequireQualifiedAccess>]
type Binary =
    /// x + y.
    | Add
    /// x - y.
    | Subtract
    /// x y.
    | Multiply
    /// x / y.
    | Divide
    /// The larger of x and y; NaN where either is.
    | Max
    /// x log y, and 0 where x is 0 and y >= 0.
    | XLogY

/// <summary>How a filter moves over an image.</summary>
[<Struct>]
type ConvolutionGeometry =
    {
        /// Steps between neighbouring positions of the filter, >= 1, along both axes.
        Stride: int
        /// Zeros added on each side, >= 0.
        Padding: int
    }

/// <summary>
/// The raw operations: all that an engine has to know. Their derivatives are written once, in terms of them again.
/// </summary>
[<RequireQualifiedAccess>]
type Operation =
    /// A value given when the program runs.
    | Input of name: string
    /// Fixed entries, row-major.
    | Constant of values: float[]
    /// One number everywhere.
    | Fill of value: float
    /// Elementwise.
    | Unary of Unary
    /// Elementwise, with broadcasting.
    | Binary of Binary
    /// The matrix product op(A) op(B), each matrix transposed where said.
    | MatrixProduct of transposeLeft: bool * transposeRight: bool
    /// Sums over the axes along which the result, broadcast, is repeated.
    | SumTo
    /// Repeats along axes of extent 1 and missing ones.
    | BroadcastTo
    /// The same entries in another shape.
    | Reshape
    /// Axes in another order: axis i of the result is axis order[i] of the input.
    | Permute of order: int[]
    /// The entries first .. first + extent - 1 along an axis.
    | Slice of axis: int * first: int
    /// Zeros with each input added at its place along an axis: concatenation, and the adjoint of slicing.
    | Assemble of axis: int * firsts: int[]
    /// The rows of the first input that the second, of whole numbers, names.
    | Gather
    /// Zeros with each row of the first input added to the row that the second names: the adjoint of Gather.
    | ScatterAdd
    /// |x_i - y_j|^2 between the rows of two matrices.
    | SquaredDistances
    /// sum_j g_ij (x_i - y_j), n x d, from g, n x m, x, n x d, and y, m x d, by differences: the derivative of squared
    /// distances, which keeps the digits of points far from the origin. From the transpose of g, m x n, where said.
    | WeightedDifferences of transposed: bool
    /// sum_k h_ik (x_ik - y_jk), n x m, from h and x, n x d, and y, m x d, by differences: the adjoint of WeightedDifferences in
    /// its weights.
    | ProjectedDifferences
    /// Cross-correlation of N x C x H x W images with O x C x h x w filters.
    | Convolution of ConvolutionGeometry
    /// The adjoint of convolution in its images: from N x O x H' x W' and the filters to N x C x H x W.
    | ConvolutionTranspose of ConvolutionGeometry
    /// The adjoint of convolution in its filters: from images and N x O x H' x W' to O x C x h x w.
    | ConvolutionFilter of ConvolutionGeometry
    /// The input itself, held fixed by differentiation.
    | Detach
