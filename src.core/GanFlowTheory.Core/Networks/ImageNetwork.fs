namespace GanFlowTheory.Core

open System

/// <summary>The extents of images, which are rows flattened row-major, channels first.</summary>
[<Struct>]
type ImageShape =
    {
        /// Channels per pixel, at least 1.
        Channels: int
        /// Rows of pixels, at least 1.
        Height: int
        /// Columns of pixels, at least 1.
        Width: int
    }

    /// The entries of one image.
    member this.Size = this.Channels * this.Height * this.Width

    /// "3 x 28 x 28 images".
    override this.ToString() =
        invariant $"{Shape.sentence [| this.Channels; this.Height; this.Width |]} images"

/// <summary>Square filters of a convolution and how they move.</summary>
[<Struct>]
type Filters =
    {
        /// The channels that they make, at least 1.
        Made: int
        /// Their height and width in pixels, at least 1.
        Extent: int
        /// Pixels between neighbouring positions, at least 1.
        Stride: int
        /// Zeros around the image, at least 0.
        Padding: int
    }

/// Making shapes of images.
[<RequireQualifiedAccess>]
module ImageShape =

    /// Images of the given channels, height and width, each at least 1.
    let create (channels: int) (height: int) (width: int) : ImageShape =
        Guard.atLeast (nameof channels) 1 channels
        Guard.atLeast (nameof height) 1 height
        Guard.atLeast (nameof width) 1 width
        Shape.check "image" [| channels; height; width |]

        {
            Channels = channels
            Height = height
            Width = width
        }

/// Making filters.
[<RequireQualifiedAccess>]
module Filters =

    /// Filters that make the given channels, of one extent, with stride and padding.
    let create (made: int) (extent: int) (stride: int) (padding: int) : Filters =
        Guard.atLeast (nameof made) 1 made
        Guard.atLeast (nameof extent) 1 extent
        Guard.atLeast (nameof stride) 1 stride
        Guard.atLeast (nameof padding) 0 padding

        {
            Made = made
            Extent = extent
            Stride = stride
            Padding = padding
        }

    /// 4 x 4 filters of stride 2 and padding 1: they halve even sides, and transposed they double any.
    let halving (made: int) : Filters = create made 4 2 1

/// Networks of images: convolutional layers, and the generators and critics made of them.
[<RequireQualifiedAccess>]
module ImageNetwork =

    let private layer
        (word: string)
        (apply: int -> int -> Tensor -> Tensor -> Tensor)
        (shape: int[])
        (deviation: float)
        (filters: Filters)
        (images: ImageShape)
        (result: ImageShape)
        : Network =
        Network.create
            (invariant
                $"{word} {images.Channels}x{images.Height}x{images.Width}-{result.Channels}x{result.Height}x{result.Width}")
            images.Size
            result.Size
            [
                Parameter.normal "filters" shape deviation
                Parameter.constant "bias" [| result.Channels |] 0.0
            ]
            (fun parameter x ->
                let rows = x.Extents[0]
                let bias = parameter "bias" |> Tensor.reshape [| result.Channels; 1; 1 |]

                let made =
                    apply
                        filters.Stride
                        filters.Padding
                        (Tensor.reshape [| rows; images.Channels; images.Height; images.Width |] x)
                        (parameter "filters")

                Tensor.reshape [| rows; result.Size |] (made + bias))

    /// The inputs behind one output, and the outputs that one input reaches, where the filters move by their stride.
    let private fans (gathers: int) (spreads: int) (filters: Filters) =
        let area = float (filters.Extent * filters.Extent)
        float gathers * area, float spreads * area / float (filters.Stride * filters.Stride)

    /// The images after convolution: (H + 2 padding - extent) / stride + 1 rows, rounded down, and columns likewise.
    let convolved (filters: Filters) (images: ImageShape) : ImageShape =
        let positions side =
            let room = side + 2 * filters.Padding - filters.Extent

            if room < 0 then
                Guard.fail
                    (nameof filters)
                    (invariant
                        $"filters of extent {filters.Extent} x {filters.Extent} do not fit into {images} padded by \
                      {filters.Padding}.")

            room / filters.Stride + 1

        ImageShape.create filters.Made (positions images.Height) (positions images.Width)

    /// The images after transposed convolution: (H - 1) stride + extent - 2 padding rows, and columns likewise.
    let expanded (filters: Filters) (images: ImageShape) : ImageShape =
        let side positions =
            let made = (positions - 1) * filters.Stride + filters.Extent - 2 * filters.Padding

            if made < 1 then
                Guard.fail
                    (nameof filters)
                    (invariant
                        $"filters of extent {filters.Extent} x {filters.Extent}, stride {filters.Stride} and padding \
                      {filters.Padding} leave nothing of {images}.")

            made

        ImageShape.create filters.Made (side images.Height) (side images.Width)

    /// <summary>Convolution with a bias per channel; filters, made x channels x extent x extent, start normal with the
    /// deviation that the activation after the layer asks for, the bias at 0.</summary>
    let convolutionFor (activation: Activation) (filters: Filters) (images: ImageShape) : Network =
        let fanIn, fanOut = fans images.Channels filters.Made filters

        layer
            "convolution"
            Tensor.convolution
            [| filters.Made; images.Channels; filters.Extent; filters.Extent |]
            (Activation.deviation fanIn fanOut activation)
            filters
            images
            (convolved filters images)

    /// Convolution with a bias per channel; Glorot's initial filters.
    let convolution (filters: Filters) (images: ImageShape) : Network =
        convolutionFor Activation.Identity filters images

    /// <summary>Transposed convolution with a bias per channel; filters, channels x made x extent x extent, start
    /// normal with the deviation that the activation after the layer asks for, the bias at 0.</summary>
    let convolutionTransposeFor (activation: Activation) (filters: Filters) (images: ImageShape) : Network =
        let fanOut, fanIn = fans filters.Made images.Channels filters

        layer
            "transposed convolution"
            Tensor.convolutionTranspose
            [| images.Channels; filters.Made; filters.Extent; filters.Extent |]
            (Activation.deviation fanIn fanOut activation)
            filters
            images
            (expanded filters images)

    /// Transposed convolution with a bias per channel; Glorot's initial filters.
    let convolutionTranspose (filters: Filters) (images: ImageShape) : Network =
        convolutionTransposeFor Activation.Identity filters images

    let private smallest (channels: int list) (images: ImageShape) : ImageShape =
        if channels.IsEmpty then
            Guard.fail (nameof channels) "channels must not be empty."

        let halvings = channels.Length
        let factor = 1 <<< min halvings 30

        if images.Height % factor <> 0 || images.Width % factor <> 0 then
            Guard.fail
                (nameof images)
                (invariant
                    $"the sides of {images} must be divisible by {factor}, as {halvings} layers halve or double them.")

        ImageShape.create 1 (images.Height / factor) (images.Width / factor)

    let private sizes (channels: int list) = String.Join("-", channels)

    let private named (expression: string) (network: Network) = { network with Name = expression }

    let internal sides (images: ImageShape) : string =
        if images.Channels = 1 then
            invariant $"{images.Height}x{images.Width}"
        else
            invariant $"{images.Channels}x{images.Height}x{images.Width}"

    /// <summary>A generator of images: an affine layer to small images of the first channels, then transposed
    /// convolutions that double their sides, through the other channels to the images; the activation after all layers
    /// but the last.</summary>
    /// <param name="noise">The dimension of the noise, at least 1.</param>
    /// <param name="channels">Channels on the way, such as [ 64; 32 ]; as many as the sides are doubled.</param>
    /// <param name="images">What is made, such as 1 x 8 x 8 or 1 x 28 x 28.</param>
    /// <param name="hidden">The activation.</param>
    let generator (noise: int) (channels: int list) (images: ImageShape) (hidden: Activation) : Network =
        let start = smallest channels images

        let start = ImageShape.create channels.Head start.Height start.Width

        let rec doubling (from: ImageShape) (made: int list) =
            match made with
            | [] -> [ convolutionTranspose (Filters.halving images.Channels) from ]
            | next :: rest ->
                let filters = Filters.halving next
                let result = expanded filters from

                convolutionTransposeFor hidden filters from
                :: Network.activation hidden result.Size
                :: doubling result rest

        Network.affineFor hidden noise start.Size
        :: Network.activation hidden start.Size
        :: doubling start channels.Tail
        |> Network.chain
        |> named (invariant $"{noise}-{sizes channels}-{sides images}:{Activation.name hidden}")

    /// <summary>A critic of images: convolutions that halve the sides, through the channels, each followed by the
    /// activation, then an affine layer.</summary>
    /// <param name="images">What is judged, such as 1 x 8 x 8 or 1 x 28 x 28.</param>
    /// <param name="channels">Channels on the way, such as [ 32; 64 ]; as many as the sides are halved.</param>
    /// <param name="outputs">The columns given, 1 for a discriminator.</param>
    /// <param name="hidden">The activation.</param>
    let critic (images: ImageShape) (channels: int list) (outputs: int) (hidden: Activation) : Network =
        smallest channels images |> ignore

        let rec halving (from: ImageShape) (made: int list) =
            match made with
            | [] -> [ Network.affine from.Size outputs ]
            | next :: rest ->
                let filters = Filters.halving next
                let result = convolved filters from

                convolutionFor hidden filters from
                :: Network.activation hidden result.Size
                :: halving result rest

        halving images channels
        |> Network.chain
        |> named (invariant $"{sides images}-{sizes channels}-{outputs}:{Activation.name hidden}")
