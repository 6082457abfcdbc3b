using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using System.Reflection;
using System.Runtime.CompilerServices;
using Microsoft.FSharp.Core;
using Microsoft.FSharp.Reflection;

namespace GanFlowTheory.Tests.Surface;

/// <summary>The public surface of an assembly as text: one line per member, sorted, by the names that users
/// write.</summary>
internal static class SurfaceText
{
    private const BindingFlags Declared =
        BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Static | BindingFlags.Instance |
        BindingFlags.DeclaredOnly;

    private static readonly Dictionary<string, string> Keywords = new()
    {
        ["Boolean"] = "bool",
        ["Double"] = "double",
        ["Int32"] = "int",
        ["Object"] = "object",
        ["String"] = "string",
        ["Unit"] = "unit",
        ["Void"] = "void",
    };

    public static IEnumerable<string> Of(Assembly assembly) =>
        assembly.GetExportedTypes().Where(t => !IsMadeByCompiler(t) && !IsUnion(t.DeclaringType)).SelectMany(Lines)
            .Distinct().Order(StringComparer.Ordinal);

    private static IEnumerable<string> Lines(Type type)
    {
        var path = Path(type);

        if (!CoreFunction.IsModule(type))
        {
            yield return $"{path}: {Kind(type)}{Bases(type)}";
        }

        foreach (var item in IsUnion(type) ? FSharpType.GetUnionCases(type, null) : [])
        {
            var fields = item.GetFields().Select(field => $"{field.Name}: {Name(field.PropertyType)}");
            yield return $"{path}.{item.Name}({string.Join(", ", fields)}): case";
        }

        foreach (var member in type.GetMembers(Declared).Where(m => IsVisible(m) && !IsMadeByCompiler(m)))
        {
            if (Text(member) is { } text)
            {
                yield return $"{path}.{text}";
            }
        }
    }

    // Modules that are open by themselves are no part of the name that users write.
    private static string Path(Type type) =>
        type.DeclaringType is { } outer && outer.GetCustomAttribute<AutoOpenAttribute>() is null
            ? $"{Path(outer)}.{Name(type)}"
            : CoreFunction.IsModule(type) ? CoreFunction.NameOf(type) : Name(type);

    private static string Kind(Type type) =>
        type.IsEnum ? "enum"
        : type.IsInterface ? "interface"
        : IsUnion(type) ? "union"
        : FSharpType.IsRecord(type, null) ? "record"
        : type.IsValueType ? "struct"
        : type is { IsAbstract: true, IsSealed: true } ? "static class"
        : type.IsAbstract ? "abstract class"
        : "class";

    private static string Bases(Type type)
    {
        var bases = type.GetInterfaces()
            .Where(i => i.Assembly.GetName().Name!.StartsWith("GanFlowTheory", StringComparison.Ordinal))
            .Concat(type.BaseType is { } b && b != typeof(object) && b != typeof(ValueType) && b != typeof(Enum)
                ? [b]
                : [])
            .Select(Name).Order(StringComparer.Ordinal).ToArray();
        return bases.Length == 0 ? "" : $" of {string.Join(", ", bases)}";
    }

    private static string? Text(MemberInfo member) => member switch
    {
        ConstructorInfo made => $"new({Parameters(made)})",
        MethodInfo { IsSpecialName: true } method when !method.Name.StartsWith("op_", StringComparison.Ordinal) => null,
        MethodInfo method when IsInherited(method) => null,
        MethodInfo method => $"{method.Name}{Generics(method)}({Parameters(method)}): " +
            $"{Name(method.ReturnType)}{Null(method.ReturnParameter)}{Static(method)}",
        PropertyInfo property => $"{property.Name}{Index(property)}: " +
            $"{Name(property.PropertyType)}{Null(property)}{Setter(property)}{Static(property.GetMethod!)}",
        FieldInfo { Name: "value__" } => null,
        FieldInfo { IsLiteral: true } field => $"{field.Name} = {field.GetRawConstantValue()}",
        FieldInfo field => $"{field.Name}: {Name(field.FieldType)}",
        _ => null,
    };

    private static string Static(MethodInfo method) =>
        method.IsStatic && method.DeclaringType is { IsAbstract: false } or { IsSealed: false } ? ", static" : "";

    private static string Index(PropertyInfo property) =>
        property.GetIndexParameters() is { Length: > 0 } index
            ? $"[{string.Join(", ", index.Select(p => $"{p.Name}: {Name(p.ParameterType)}"))}]"
            : "";

    private static string Setter(PropertyInfo property) =>
        property.SetMethod is not { IsPublic: true } set ? ""
        : set.ReturnParameter.GetRequiredCustomModifiers().Contains(typeof(IsExternalInit)) ? " with init"
        : " with set";

    private static string Generics(MethodInfo method) =>
        method.IsGenericMethodDefinition
            ? $"<{string.Join(", ", method.GetGenericArguments().Select(Constrained))}>"
            : "";

    private static string Constrained(Type argument) =>
        argument.GetGenericParameterConstraints() is { Length: > 0 } bounds
            ? $"{argument.Name}: {string.Join(" & ", bounds.Select(Name).Order(StringComparer.Ordinal))}"
            : argument.Name;

    private static string Parameters(MethodBase method) => string.Join(", ", method.GetParameters().Select(p =>
        $"{(p.IsDefined(typeof(ParamArrayAttribute)) ? "params " : "")}{p.Name}: {Name(p.ParameterType)}{Null(p)}" +
        (p.IsOptional ? $" = {Default(p)}" : "")));

    private static string Default(ParameterInfo parameter) =>
        parameter.RawDefaultValue is string text ? $"\"{text}\""
        : parameter.RawDefaultValue is { } value ? string.Create(CultureInfo.InvariantCulture, $"{value}")
        : parameter.ParameterType.IsValueType && Nullable.GetUnderlyingType(parameter.ParameterType) is null ? "default"
        : "null";

    private static string Null(ParameterInfo parameter) =>
        parameter.ParameterType.IsValueType ? ""
        : Mark(new NullabilityInfoContext().Create(parameter).ReadState, parameter.ParameterType);

    private static string Null(PropertyInfo property) =>
        property.PropertyType.IsValueType ? ""
        : Mark(new NullabilityInfoContext().Create(property).ReadState, property.PropertyType);

    // None of an option is null in memory, which is no news.
    private static string Mark(NullabilityState state, Type type) =>
        state == NullabilityState.Nullable && Counterparts.Bare(type.Name) != "FSharpOption" ? "?" : "";

    private static string Name(Type type)
    {
        if (type.IsArray)
        {
            return $"{Name(type.GetElementType()!)}[{new string(',', type.GetArrayRank() - 1)}]";
        }

        if (type.IsByRef)
        {
            return $"ref {Name(type.GetElementType()!)}";
        }

        if (!type.IsGenericType)
        {
            return Keywords.GetValueOrDefault(type.Name) ?? type.Name;
        }

        var arguments = type.GetGenericArguments().Select(Name).ToArray();
        return Counterparts.Bare(type.Name) switch
        {
            "FSharpFunc" => $"({arguments[0]} -> {arguments[1]})",
            "FSharpOption" => $"{arguments[0]} option",
            "FSharpList" => $"{arguments[0]} list",
            "Nullable" => $"{arguments[0]}?",
            "Tuple" or "ValueTuple" => $"({string.Join(" * ", arguments)})",
            var bare => $"{bare}<{string.Join(", ", arguments)}>",
        };
    }

    private static bool IsUnion(Type? type) => type is not null && FSharpType.IsUnion(type, null);

    private static bool IsVisible(MemberInfo member) => member switch
    {
        MethodBase m => m.IsPublic || m.IsFamily || m.IsFamilyOrAssembly,
        PropertyInfo p => p.GetMethod is { } get && IsVisible(get),
        FieldInfo f => f.IsPublic || f.IsFamily || f.IsFamilyOrAssembly,
        _ => false,
    };

    private static bool IsInherited(MethodInfo method) =>
        method.Name is "Equals" or "GetHashCode" or "ToString" or "CompareTo" ||
        method.GetBaseDefinition().DeclaringType != method.DeclaringType;

    private static bool IsMadeByCompiler(MemberInfo member) =>
        member.GetCustomAttribute<CompilerGeneratedAttribute>() is not null || member.Name.Contains('@') ||
        member.Name.Contains('<') || member.Name.Contains('.') && member is not ConstructorInfo ||
        member is { Name: "EqualityContract" or "PrintMembers" or "Deconstruct" };
}
