using System;
using System.IO;
using System.Security.Cryptography;

namespace GanFlowTheory.Cli.Runs;

/// <summary>A short text that differs as soon as one bit of a point cloud does.</summary>
internal static class Fingerprint
{
    /// <summary>The SHA-256 of the points as a .npy array, in hexadecimal.</summary>
    internal static string Of(Points points)
    {
        using var stream = new MemoryStream();
        points.WriteNpyTo(stream);
        return Convert.ToHexStringLower(SHA256.HashData(stream.ToArray()));
    }
}
