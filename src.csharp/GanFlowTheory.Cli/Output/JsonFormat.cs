using System;
using System.Linq;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace GanFlowTheory.Cli.Output;

/// <summary>The one JSON dialect of the program: camelCase names, numbers that read back to the same bits, and null for
/// a number that is not finite.</summary>
internal static class JsonFormat
{
    internal static JsonSerializerOptions Options { get; } = new()
    {
        WriteIndented = true,
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
        RespectNullableAnnotations = true,
        // Only <, > and & are at stake: formulas stay readable, and the document is no part of a web page.
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        Converters = { new FiniteOrNull() },
    };

    internal static string Serialize(object value) =>
        Escaped(JsonSerializer.Serialize(value, value.GetType(), Options));

    // What a terminal acts upon and the encoder lets pass, which can only be in a string.
    private static string Escaped(string json) =>
        json.Any(IsActive)
            ? string.Concat(json.Select(c => IsActive(c) ? $"\\u{(int)c:x4}" : c.ToString()))
            : json;

    private static bool IsActive(char c) => c is not ('\n' or '\r') && Printable.IsActive(c);

    private sealed class FiniteOrNull : JsonConverter<double>
    {
        public override double Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
            reader.GetDouble();

        public override void Write(Utf8JsonWriter writer, double value, JsonSerializerOptions options)
        {
            if (double.IsFinite(value))
            {
                writer.WriteNumberValue(value);
            }
            else
            {
                writer.WriteNullValue();
            }
        }
    }
}
