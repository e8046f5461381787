// Peers that mix up hosts, leave doors open beside the gate, or believe what clients say of
// themselves.
#include <openssl/x509.h>

#include <algorithm>
#include <string>

#include "core/text.h"
#include "handshake/broken/admission.h"
#include "handshake/broken/deviation.h"

namespace shakedown::handshake::broken {
namespace {

constexpr std::string_view kVerdict = "X-SSL-Client-Verify";
constexpr std::string_view kCertificate = "Client-Cert";
constexpr int kHttp2 = 20;
/// Beyond what a ticket with a certificate in it makes of a ClientHello.
constexpr size_t kLargeHello = 5000;
constexpr size_t kLongName = 200;

bool Nobody(const Situation& /*s*/) { return false; }

bool HasUpper(std::string_view text) { return ToLowerAscii(text) != text; }
size_t Count(const Situation& s, std::string_view name) {
  return static_cast<size_t>(std::count_if(
      s.request.fields.begin(), s.request.fields.end(),
      [name](const auto& field) { return EqualsIgnoringAsciiCase(field.first, name); }));
}
bool Has(const Situation& s, std::string_view name) { return Count(s, name) > 0; }

// Hosts. `elsewhere`: the request is for another host than the handshake.

bool Elsewhere(const Situation& s) { return s.wanted != s.facts.host; }
bool First(const Situation& s) { return s.number == 0 && s.request.version != kHttp2; }
bool Wildcard(const Situation& s) { return Elsewhere(s) && s.wanted_name.starts_with("*."); }
/// The Host field spells the name as it is.
bool Plainly(const Situation& s) {
  const std::string_view host = s.request.host;
  return !HasUpper(host) && !host.ends_with('.') && host.find(':') == host.npos &&
         Count(s, "Host") == 1 && s.request.target.starts_with('/');
}

bool Mismatch(const Situation& s) {
  return s.facts.named && Elsewhere(s) && First(s) && Plainly(s) && !Wildcard(s);
}
bool FirstStream(const Situation& s) {
  return s.number == 0 && s.request.version == kHttp2 && Elsewhere(s);
}
bool MismatchHttp2(const Situation& s) {
  return s.facts.named && FirstStream(s) && s.request.host.find(':') == std::string::npos;
}
bool AbsentHttp2(const Situation& s) { return s.sni.empty() && FirstStream(s); }
bool Absent(const Situation& s) { return s.sni.empty() && Elsewhere(s) && First(s); }
bool Underscore(const Situation& s) { return s.sni.starts_with('_') && Elsewhere(s); }
bool Long(const Situation& s) { return s.sni.size() > kLongName && Elsewhere(s); }
bool Unknown(const Situation& s) {
  return !s.sni.empty() && !s.facts.named && Elsewhere(s) && !Underscore(s) && !Long(s);
}
bool SniCase(const Situation& s) { return HasUpper(s.sni); }
bool HostCase(const Situation& s) { return Elsewhere(s) && HasUpper(s.request.host); }
bool SniDot(const Situation& s) { return s.sni.ends_with('.'); }
bool HostDot(const Situation& s) { return Elsewhere(s) && s.request.host.ends_with('.'); }
bool HostPort(const Situation& s) {
  return Elsewhere(s) && s.request.host.find(':') != std::string::npos;
}
bool SplitHello(const Situation& s) { return s.hello_split; }
bool LargeHello(const Situation& s) { return s.hello_octets > kLargeHello; }
bool AbsoluteTarget(const Situation& s) {
  return s.request.method != "CONNECT" && s.request.target.find("://") != std::string::npos;
}
bool TwoHosts(const Situation& s) { return Count(s, "Host") > 1; }
bool TwoAuthorities(const Situation& s) { return s.request.version == kHttp2 && Has(s, "Host"); }
bool Later(const Situation& s) {
  return s.number > 0 && s.request.version != kHttp2 && Elsewhere(s);
}
bool LaterStream(const Situation& s) {
  return s.number > 0 && s.request.version == kHttp2 && Elsewhere(s);
}

// Protocols and doors.

bool OldHttp(const Situation& s) { return s.facts.alpn == "http/1.0" && !s.facts.presented; }
bool AnyHttp2(const Situation& s) {
  return s.request.version == kHttp2 && s.facts.named && !s.facts.presented && !Elsewhere(s) &&
         !Has(s, "Host");
}
bool Plain(const Situation& s) { return s.plain; }
bool WithFinished(const Situation& s) { return s.with_finished; }
bool Upgrade(const Situation& s) { return Has(s, "Upgrade"); }
bool Tunnel(const Situation& s) { return s.request.method == "CONNECT"; }
bool OddMethod(const Situation& s) { return s.request.method == "PROPFIND"; }

// What clients say of themselves.

bool StandardHeader(const Situation& s) { return Has(s, kCertificate) && !s.facts.presented; }
bool VerdictHeader(const Situation& s) { return Count(s, kVerdict) == 1; }
bool DoubledHeader(const Situation& s) { return Count(s, kVerdict) == 2; }
bool MeshHeader(const Situation& s) { return Has(s, "X-Forwarded-Client-Cert"); }
bool VendorHeader(const Situation& s) { return Has(s, "X-SSL-Client-Cert"); }
bool LooksLikeVerdict(const Situation& s) {
  return std::any_of(s.request.fields.begin(), s.request.fields.end(), [](const auto& field) {
    std::string folded = field.first;
    std::replace_if(
        folded.begin(), folded.end(), [](char c) { return c == '_' || c == '.'; }, '-');
    return folded != field.first && EqualsIgnoringAsciiCase(folded, kVerdict);
  });
}
bool RemovesVerdict(const Situation& s) {
  return std::any_of(s.request.fields.begin(), s.request.fields.end(), [](const auto& field) {
    return EqualsIgnoringAsciiCase(field.first, "Connection") &&
           field.second.find(kVerdict) != std::string::npos;
  });
}
bool VerdictBehind(const Situation& s) {
  const auto& trailers = s.request.trailers;
  return s.rest.find(kVerdict) != std::string_view::npos ||
         std::any_of(trailers.begin(), trailers.end(), [](const auto& field) {
           return EqualsIgnoringAsciiCase(field.first, kVerdict);
         });
}
bool ResumedHeader(const Situation& s) { return s.facts.resumed && Has(s, kVerdict); }
bool SecondIdentity(const Situation& s) {
  return s.facts.presented && !s.facts.resumed && Has(s, kCertificate);
}
bool ResumedIdentity(const Situation& s) {
  return s.facts.presented && s.facts.resumed && Has(s, kCertificate);
}
bool Claimed(const Situation& s) { return s.claimed; }

int TakeEverybody(int /*good*/, X509_STORE_CTX* path) noexcept {
  X509_STORE_CTX_set_error(path, X509_V_OK);
  return 1;
}

/// A line break in the client's name ends the verdict on it.
int TakeLineBreaks(int good, X509_STORE_CTX* path) noexcept {
  if (good == 1) return 1;
  const X509_NAME* subject = X509_get_subject_name(X509_STORE_CTX_get0_cert(path));
  const int at = X509_NAME_get_index_by_NID(subject, NID_commonName, -1);
  if (at < 0) return 0;
  const ASN1_STRING* name = X509_NAME_ENTRY_get_data(X509_NAME_get_entry(subject, at));
  const ByteSpan text(ASN1_STRING_get0_data(name), static_cast<size_t>(ASN1_STRING_length(name)));
  return AsText(text).find('\n') == std::string_view::npos ? 0 : TakeEverybody(good, path);
}

std::vector<Deviation> NameDeviations() {
  return {
      // Blanks around a value are gone when it is looked at.
      {.id = "sni-host-mismatch", .also = {"sni-host-port.blank"}, .admits = Mismatch},
      {.id = "sni-host-mismatch.h2", .admits = MismatchHttp2},
      {.id = "sni-absent.h2", .admits = AbsentHttp2},
      {.id = "sni-absent", .also = {"sni-absent.good"}, .admits = Absent},
      {.id = "sni-unknown", .also = {"sni-unknown.h2"}, .admits = Unknown},
      {.id = "sni-case", .admits = SniCase},
      {.id = "sni-case.host", .admits = HostCase},
      {.id = "sni-trailing-dot", .admits = SniDot},
      {.id = "sni-trailing-dot.host", .admits = HostDot},
      {.id = "sni-host-port", .also = {"sni-host-port.h2"}, .admits = HostPort},
      {.id = "sni-wildcard", .admits = Wildcard},
      {.id = "sni-split-hello", .admits = SplitHello},
      {.id = "sni-big-hello", .admits = LargeHello},
      {.id = "sni-absolute-uri", .admits = AbsoluteTarget},
      {.id = "sni-two-hosts", .admits = TwoHosts},
      {.id = "sni-two-hosts.h2", .admits = TwoAuthorities},
      {.id = "sni-second-request", .admits = Later},
      {.id = "sni-second-request.shared",
       .also = {"sni-second-request.good"},
       .admits = LaterStream},
      {.id = "sni-nul.underscore", .admits = Underscore},
      {.id = "sni-nul.long", .admits = Long},
  };
}

std::vector<Deviation> DoorDeviations() {
  return {
      {.id = "alpn-all-enforced", .admits = OldHttp},
      // Asked late or not at all, in HTTP/2 it is the same fault.
      {.id = "h2-enforced",
       .also = {"alpn-all-enforced", "alpn-all-enforced.lists", "h2-no-pha", "h2-no-reneg"},
       .admits = AnyHttp2},
      {.id = "h2-authority", .admits = LaterStream},
      // The only port that there is.
      {.id = "http-plain-on-tls", .also = {"http-port-80"}, .admits = Plain},
      {.id = "http-early-pipeline", .admits = WithFinished},
      {.id = "http-upgrade", .admits = Upgrade},
      {.id = "http-upgrade.connect", .admits = Tunnel},
      {.id = "http-upgrade.method", .admits = OddMethod},
  };
}

std::vector<Deviation> ClaimDeviations() {
  return {
      {.id = "proxy-strip-standard", .also = {"proxy-resumed"}, .admits = StandardHeader},
      // A folded line is unfolded before it is looked at.
      {.id = "proxy-strip-vendor",
       .also = {"proxy-resumed", "proxy-header-variants.form"},
       .admits = VerdictHeader},
      {.id = "proxy-strip-vendor.xfcc", .admits = MeshHeader},
      {.id = "proxy-strip-vendor.certificate", .admits = VendorHeader},
      {.id = "proxy-header-variants", .admits = LooksLikeVerdict},
      {.id = "proxy-header-variants.doubled", .admits = DoubledHeader},
      {.id = "proxy-hop-by-hop", .admits = RemovesVerdict},
      {.id = "proxy-trailer", .admits = VerdictBehind},
      {.id = "proxy-subject-injection", .verify = TakeLineBreaks, .admits = Nobody},
      // Whose certificate is bad gets in with it, whatever else he writes.
      {.id = "proxy-failed-forwarded",
       .verify = TakeEverybody,
       .also = {"proxy-strip-standard.stranger", "proxy-hop-by-hop.stranger",
                "proxy-subject-injection"},
       .admits = Nobody},
      {.id = "proxy-exact-copy.once", .admits = SecondIdentity},
      {.id = "proxy-resumed", .admits = ResumedHeader},
      {.id = "proxy-resumed.insider", .admits = ResumedIdentity},
      {.id = "proxy-ppv2-tlv", .admits = Claimed},
  };
}

}  // namespace

std::vector<Deviation> HostDeviations() {
  std::vector<Deviation> made = NameDeviations();
  for (const auto& family : {DoorDeviations(), ClaimDeviations()}) {
    made.insert(made.end(), family.begin(), family.end());
  }
  return made;
}

bool BelievesClaims(std::string_view id) {
  if (id.empty()) return false;
  const Deviation* const deviation = FindDeviation(id);
  return deviation != nullptr && deviation->admits != nullptr;
}

bool Admits(std::string_view id, const Situation& situation) {
  return BelievesClaims(id) && FindDeviation(id)->admits(situation);
}

}  // namespace shakedown::handshake::broken
