// Decoders on large and on everyday messages. The one with a limit is a CertificateRequest with
// 2,000 CA names: well under one millisecond.
#include <benchmark/benchmark.h>

#include <string>

#include "core/text.h"
#include "tls/certificate_request.h"
#include "tls/client_hello.h"
#include "tls/distinguished_name.h"

namespace shakedown::bench {
namespace {

constexpr int kManyNames = 2000;
constexpr int kManyLongNames = 950;

void Append16(Bytes* out, size_t value) {
  out->push_back(static_cast<uint8_t>(value >> 8));
  out->push_back(static_cast<uint8_t>(value));
}
void Append(Bytes* out, const Bytes& more) { out->insert(out->end(), more.begin(), more.end()); }
/// `content` behind a length of two octets.
void AppendVector16(Bytes* out, const Bytes& content) {
  Append16(out, content.size());
  Append(out, content);
}
void AppendExtension(Bytes* out, uint16_t type, const Bytes& content) {
  Append16(out, type);
  AppendVector16(out, content);
}
Bytes Vector16(const Bytes& content) {
  Bytes out;
  AppendVector16(&out, content);
  return out;
}
Bytes CodePoints(std::initializer_list<uint16_t> values) {
  Bytes out;
  for (const uint16_t value : values) Append16(&out, value);
  return out;
}

/// A vector of names holds at most 65,535 octets (RFC 5246 section 7.4.4, RFC 9846 section 4.3.4):
/// 2,000 names of one attribute, or 950 of the usual three.
enum NameShape : int { kCommonNameOnly, kThreeAttributes };

Bytes Name(int number, int shape) {
  std::string text = "CN=Issuing CA " + std::to_string(number);
  if (shape == kThreeAttributes) text += ",O=Example Works,C=DE";
  return tls::NameFromText(text)->der;
}

Bytes NameList(int count, int shape) {
  Bytes list;
  for (int i = 0; i < count; ++i) AppendVector16(&list, Name(i, shape));
  return list;
}

Bytes Request12(const Bytes& names) {
  Bytes body = {2, 64, 1};
  AppendVector16(&body, CodePoints({0x0403, 0x0804, 0x0401}));
  AppendVector16(&body, names);
  return body;
}

/// The same in TLS 1.3 (RFC 9846 section 4.4.2).
Bytes Request13(const Bytes& names) {
  Bytes extensions;
  AppendExtension(&extensions, 13, Vector16(CodePoints({0x0403, 0x0804, 0x0401})));
  AppendExtension(&extensions, 47, Vector16(names));
  Bytes body = {0};
  AppendVector16(&body, extensions);
  return body;
}

Bytes Hello() {
  Bytes body = {3, 3};
  body.resize(2 + 32, 0x5a);
  body.push_back(0);
  AppendVector16(&body, CodePoints({0x1301, 0x1302, 0x1303, 0xc02b, 0xc02f, 0xc02c, 0xc030}));
  body.push_back(1);
  body.push_back(0);
  Bytes extensions;
  Bytes name = {0};
  const ByteSpan host = AsBytes("gate.example.test");
  AppendVector16(&name, Bytes(host.begin(), host.end()));
  AppendExtension(&extensions, 0, Vector16(name));
  AppendExtension(&extensions, 10, Vector16(CodePoints({29, 23, 24, 25})));
  AppendExtension(&extensions, 13, Vector16(CodePoints({0x0403, 0x0503, 0x0804, 0x0805, 0x0401})));
  AppendExtension(&extensions, 43, {4, 3, 4, 3, 3});
  Bytes share = CodePoints({29});
  AppendVector16(&share, Bytes(32, 0x11));
  AppendExtension(&extensions, 51, Vector16(share));
  AppendVector16(&body, extensions);
  return body;
}

void SetThroughput(benchmark::State& state, size_t octets) {
  state.SetBytesProcessed(state.iterations() * static_cast<int64_t>(octets));
}

void DecodeRequest(benchmark::State& state, tls::Version version, const Bytes& body) {
  size_t names = 0;
  for (auto _ : state) {
    const auto decoded = tls::DecodeCertificateRequest(version, body);
    if (!decoded.ok()) return state.SkipWithError(decoded.errors.front().Text().c_str());
    names = decoded.value.ca_names.size();
    benchmark::DoNotOptimize(names);
  }
  state.counters["names"] = static_cast<double>(names);
  SetThroughput(state, body.size());
}

/// Arguments: number of names, shape of each.
void CertificateRequest12(benchmark::State& state) {
  const Bytes names = NameList(static_cast<int>(state.range(0)), static_cast<int>(state.range(1)));
  DecodeRequest(state, tls::Version::kTls12, Request12(names));
}
void CertificateRequest13(benchmark::State& state) {
  const Bytes names = NameList(static_cast<int>(state.range(0)), static_cast<int>(state.range(1)));
  DecodeRequest(state, tls::Version::kTls13, Request13(names));
}
void NameCounts(benchmark::internal::Benchmark* benchmark) {
  benchmark->ArgNames({"names", "attributes3"})
      ->Args({1, kThreeAttributes})
      ->Args({kManyNames, kCommonNameOnly})
      ->Args({kManyLongNames, kThreeAttributes})
      ->Unit(benchmark::kMillisecond);
}
BENCHMARK(CertificateRequest12)->Apply(NameCounts);
BENCHMARK(CertificateRequest13)->Apply(NameCounts);

void DistinguishedName(benchmark::State& state) {
  const Bytes der = Name(1, kThreeAttributes);
  for (auto _ : state) benchmark::DoNotOptimize(tls::DecodeDistinguishedName(der));
  SetThroughput(state, der.size());
}
BENCHMARK(DistinguishedName);

void DistinguishedNameAsText(benchmark::State& state) {
  const tls::DistinguishedName name = tls::DecodeDistinguishedName(Name(1, kThreeAttributes)).value;
  for (auto _ : state) benchmark::DoNotOptimize(tls::ToText(name));
}
BENCHMARK(DistinguishedNameAsText);

void DistinguishedNameNormalised(benchmark::State& state) {
  const tls::DistinguishedName name = tls::DecodeDistinguishedName(Name(1, kThreeAttributes)).value;
  for (auto _ : state) benchmark::DoNotOptimize(tls::NormalisedKey(name));
}
BENCHMARK(DistinguishedNameNormalised);

void ClientHello(benchmark::State& state) {
  const Bytes body = Hello();
  if (const auto checked = tls::DecodeClientHello(body); !checked.ok()) {
    return state.SkipWithError(checked.errors.front().Text().c_str());
  }
  for (auto _ : state) benchmark::DoNotOptimize(tls::DecodeClientHello(body));
  SetThroughput(state, body.size());
}
BENCHMARK(ClientHello);

void PrintableText(benchmark::State& state) {
  const std::string text(static_cast<size_t>(state.range(0)), 'x');
  for (auto _ : state) benchmark::DoNotOptimize(Printable(text));
  SetThroughput(state, text.size());
}
BENCHMARK(PrintableText)->Arg(16)->Arg(2048);

}  // namespace
}  // namespace shakedown::bench

BENCHMARK_MAIN();
