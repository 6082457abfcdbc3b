namespace GanFlowTheory.Core

open System
open System.Numerics
open MathNet.Numerics.Distributions
open MathNet.Numerics.Random

/// <summary>
/// An explicit, splittable seed: a value, never a mutable generator. Equal seeds give equal bits; seeds split off under
/// different labels give unrelated streams.
/// </summary>
[<Struct>]
type Seed internal (state: uint64) =

    /// The 64-bit state.
    member _.State = state

    /// The state in hexadecimal.
    override _.ToString() = state.ToString("x16")

/// xoshiro256** (Blackman and Vigna, 2018) started from all 64 bits of a seed; MathNet.Numerics' own starts from 32,
/// which would let a hundred thousand split seeds collide.
[<Sealed>]
type private Generator(a: uint64, b: uint64, c: uint64, d: uint64) =
    inherit RandomSource(false)
    let mutable s0 = a
    let mutable s1 = b
    let mutable s2 = c
    let mutable s3 = d

    override _.DoSample() =
        let result = BitOperations.RotateLeft(s1 * 5UL, 7) * 9UL
        let t = s1 <<< 17
        s2 <- s2 ^^^ s0
        s3 <- s3 ^^^ s1
        s1 <- s1 ^^^ s2
        s0 <- s0 ^^^ s3
        s2 <- s2 ^^^ t
        s3 <- BitOperations.RotateLeft(s3, 45)
        float (result >>> 11) * (1.0 / 9007199254740992.0)

/// Making, splitting and drawing from seeds.
[<RequireQualifiedAccess>]
module Seed =

    // The finaliser of SplitMix64 (Steele, Lea and Flood, 2014): a bijection that mixes every bit.
    let private mix (z: uint64) =
        let z = (z ^^^ (z >>> 30)) * 0xBF58476D1CE4E5B9UL
        let z = (z ^^^ (z >>> 27)) * 0x94D049BB133111EBUL
        z ^^^ (z >>> 31)

    /// The seed of an integer.
    let create (value: int) : Seed =
        Seed(mix (uint64 value + 0x9E3779B97F4A7C15UL))

    /// The child seed with the given number.
    let splitAt (index: int) (seed: Seed) : Seed =
        Seed(mix (seed.State + 0x9E3779B97F4A7C15UL * (uint64 (uint32 index) + 1UL)))

    /// The child seed with the given name.
    let split (label: string) (seed: Seed) : Seed =
        // FNV-1a: a fixed hash of the label, the same on every run and machine.
        let mutable hash = 0xCBF29CE484222325UL

        for c in label do
            hash <- (hash ^^^ uint64 c) * 0x100000001B3UL

        Seed(mix (mix (seed.State ^^^ hash) + 0x9E3779B97F4A7C15UL))

    /// A generator started from the seed (xoshiro256** on MathNet.Numerics' random source), for one owner on one
    /// thread.
    let generator (seed: Seed) : Random =
        let word i =
            mix (seed.State + 0x9E3779B97F4A7C15UL * uint64 (i: int))

        Generator(word 1, word 2, word 3, word 4)

    /// Independent standard normal values.
    let normals (count: int) (seed: Seed) : float[] =
        Guard.atLeast "count" 0 count
        let values = Array.zeroCreate count
        Normal.Samples(generator seed, values, 0.0, 1.0)
        values

    /// Independent uniform values on [0, 1).
    let uniforms (count: int) (seed: Seed) : float[] =
        Guard.atLeast "count" 0 count
        let random = generator seed
        Array.init count (fun _ -> random.NextDouble())

    /// n points of N(0, I) in R^d.
    let gaussian (count: int) (dimension: int) (seed: Seed) : Points =
        Guard.atLeast "count" 1 count
        Guard.atLeast "dimension" 1 dimension
        Points.wrap count dimension (normals (count * dimension) seed)

    /// A uniformly random order of 0 .. count-1.
    let permutation (count: int) (seed: Seed) : int[] =
        Guard.atLeast "count" 0 count
        let order = Array.init count id
        let random = generator seed

        for i in count - 1 .. -1 .. 1 do
            let j = random.Next(i + 1)
            let kept = order[i]
            order[i] <- order[j]
            order[j] <- kept

        order
