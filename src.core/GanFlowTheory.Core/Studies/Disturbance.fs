namespace GanFlowTheory.Core

open System

/// <summary>What a study of disturbed images is given.</summary>
[<NoComparison>]
type DisturbanceSettings =
    {
        /// The height and the width of the images, in pixels, row by row.
        Height: int
        /// The width.
        Width: int
        /// The least value of a pixel.
        Low: float
        /// The greatest.
        High: float
        /// The strengths, rising within [0, 1]; 0 leaves the images as they are.
        Strengths: float list
        /// The number of images in each sample, the same at every strength: FID compares only so.
        Count: int
        /// The neighbour that the balls of precision and recall reach to.
        Neighbour: int
        /// Chooses the images and fixes the noise.
        Seed: Seed
    }

/// The settings of studies of disturbances.
[<RequireQualifiedAccess>]
module DisturbanceSettings =

    /// For the digits, 8 x 8 pixels from 0 to 16: 400 images at the strengths 0, 0.2, .., 1.
    let digits: DisturbanceSettings =
        {
            Height = 8
            Width = 8
            Low = 0.0
            High = 16.0
            Strengths = [ 0.0; 0.2; 0.4; 0.6; 0.8; 1.0 ]
            Count = 400
            Neighbour = 5
            Seed = Seed.create 0
        }

/// <summary>A way to spoil a sample of images, from strength 0, which changes nothing, to 1. The same noise serves all strengths.</summary>
[<NoComparison; NoEquality>]
type Disturbance =
    {
        /// The name.
        Name: string
        /// What it does at strength s, in one sentence.
        Description: string
        /// The disturbed sample of the settings' size from labelled images in a random order.
        Apply: DisturbanceSettings -> float -> Labelled -> Points
    }

/// The disturbances.
[<RequireQualifiedAccess>]
module Disturbance =

    let private first (settings: DisturbanceSettings) (images: Labelled) : Points =
        Points.select [| 0 .. settings.Count - 1 |] images.Points

    let private clamp (settings: DisturbanceSettings) (v: float) =
        Math.Clamp(v, settings.Low, settings.High)

    let private range (settings: DisturbanceSettings) = settings.High - settings.Low

    /// Gaussian noise on every pixel, of standard deviation s/2 of the range, cut to the range.
    let gaussianNoise: Disturbance =
        {
            Name = "gaussian noise"
            Description = "Noise on every pixel, of standard deviation s/2 of the range, cut to the range."
            Apply =
                fun settings s images ->
                    let x = first settings images
                    let z = Seed.gaussian x.Count x.Dimension (Seed.split "noise" settings.Seed)
                    let size = 0.5 * s * range settings
                    Points.init x.Count x.Dimension (fun i k -> clamp settings (x[i, k] + size * z[i, k]))
        }

    /// Salt and pepper: each pixel becomes the least or the greatest value with probability s/2.
    let saltAndPepper: Disturbance =
        {
            Name = "salt and pepper"
            Description = "Each pixel becomes the least or the greatest value with probability s/2."
            Apply =
                fun settings s images ->
                    let x = first settings images

                    let draws label =
                        Seed.uniforms (x.Count * x.Dimension) (Seed.split label settings.Seed)

                    let hit, side = draws "hits", draws "sides"

                    Points.init x.Count x.Dimension (fun i k ->
                        let at = i * x.Dimension + k

                        if hit[at] < 0.5 * s then
                            (if side[at] < 0.5 then settings.Low else settings.High)
                        else
                            x[i, k])
        }

    // Weights of a Gaussian of deviation sigma at the pixels of a line, about each of them, summing to one within the line.
    let private blurWeights (count: int) (sigma: float) : float[,] =
        let weight a b =
            if sigma = 0.0 then
                (if a = b then 1.0 else 0.0)
            else
                exp (-0.5 * (float (a - b) / sigma) ** 2.0)

        let totals = Array.init count (fun a -> Seq.sum (Seq.init count (weight a)))
        Array2D.init count count (fun a b -> weight a b / totals[a])

    /// Blur: the mean of the pixels about each under a Gaussian of standard deviation 3s/2 pixels.
    let blur: Disturbance =
        {
            Name = "blur"
            Description =
                "Each pixel becomes the mean of those about it under a Gaussian of standard deviation 3s/2 pixels."
            Apply =
                fun settings s images ->
                    let x = first settings images
                    let h, w = settings.Height, settings.Width
                    let down, across = blurWeights h (1.5 * s), blurWeights w (1.5 * s)

                    Points.init x.Count x.Dimension (fun i k ->
                        let row, column = k / w, k % w
                        let mutable total = 0.0

                        for a in 0 .. h - 1 do
                            for b in 0 .. w - 1 do
                                total <- total + down[row, a] * across[column, b] * x[i, a * w + b]

                        total)
        }

    /// Missing classes: the last s/2 of the classes do not appear, and images of the others take their places.
    let missingClasses: Disturbance =
        {
            Name = "missing digits"
            Description = "The last s/2 of the classes do not appear; other images of the rest take their places."
            Apply =
                fun settings s images ->
                    let classes = images.Labels |> Array.distinct |> Array.sort
                    let kept = classes.Length - int (Math.Round(0.5 * s * float classes.Length))
                    let isKept label = Array.IndexOf(classes, label) < kept

                    let left =
                        [| 0 .. images.Labels.Length - 1 |]
                        |> Array.filter (fun i -> isKept images.Labels[i])

                    if left.Length < settings.Count then
                        Guard.fail
                            "count"
                            (invariant
                                $"count must be at most the number of images of the classes that are left at strength {s}, {left.Length}, \
                                  but is {settings.Count}.")

                    Points.select left[.. settings.Count - 1] images.Points
        }

    /// Near-duplicates: of n images only n^(1-s) are distinct; the others are copies of them with noise of a hundredth of the range.
    let nearDuplicates: Disturbance =
        {
            Name = "near-duplicates"
            Description =
                "Of n images only n^(1-s) are distinct; the others are copies of them with noise of a hundredth of the range."
            Apply =
                fun settings s images ->
                    let x = first settings images
                    let distinct = max 1 (int (Math.Round(Math.Pow(float x.Count, 1.0 - s))))
                    let z = Seed.gaussian x.Count x.Dimension (Seed.split "jitter" settings.Seed)
                    let size = 0.01 * range settings

                    Points.init x.Count x.Dimension (fun i k ->
                        if i < distinct then
                            x[i, k]
                        else
                            clamp settings (x[i % distinct, k] + size * z[i, k]))
        }

    /// The five.
    let all: Disturbance list =
        [ gaussianNoise; saltAndPepper; blur; missingClasses; nearDuplicates ]
