#include "diagnosis/served_client.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "core/text.h"
#include "diagnosis/client_profile_rules.h"
#include "tls/ja4.h"

namespace shakedown::diagnosis {
namespace {

using tls::ClientHello;

/// Extension types that tell stacks apart and that the wire decoders have no other use for.
enum Sign : uint16_t {
  kStatusRequestV2 = 17,
  kEncryptThenMac = 22,
  kCompressCertificate = 27,
  kRecordSizeLimit = 28,
  kDelegatedCredential = 34,
  kApplicationSettings = 0x4469,
  kApplicationSettingsNew = 0x44cd,
};

bool Has(const ClientHello& hello, uint16_t type) {
  return tls::Find(hello.extensions, static_cast<tls::ExtensionType>(type)) != nullptr;
}

bool Has(const ClientHello& hello, tls::ExtensionType type) {
  return tls::Find(hello.extensions, type) != nullptr;
}

bool Offers(const ClientHello& hello, uint16_t suite) {
  return std::ranges::find(hello.cipher_suites, tls::CipherSuite{suite}) !=
         hello.cipher_suites.end();
}

bool Greases(const ClientHello& hello) {
  return std::ranges::any_of(hello.cipher_suites, [](tls::CipherSuite suite) {
    return tls::IsGrease(static_cast<uint16_t>(suite));
  });
}

/// The TLS 1.3 suites in the client's order, as the last digits of 0x1301 ... 0x1305: "213".
std::string Tls13Suites(const ClientHello& hello) {
  std::string order;
  for (const tls::CipherSuite suite : hello.cipher_suites) {
    const auto number = static_cast<uint16_t>(suite);
    if (number > 0x1300 && number < 0x1306) order += static_cast<char>('0' + (number & 0xf));
  }
  return order;
}

/// Octets of the ec_point_formats extension; OpenSSL alone lists three formats.
size_t PointFormats(const ClientHello& hello) {
  const tls::Extension* formats = tls::Find(hello.extensions, tls::ExtensionType::kEcPointFormats);
  return formats == nullptr || formats->data.empty() ? 0 : formats->data.size() - 1;
}

bool LooksJsse(const ClientHello& hello) {
  return Has(hello, kStatusRequestV2) && !hello.signature_algorithms_cert.empty();
}
bool LooksBoring(const ClientHello& hello) {
  return Greases(hello) && (Has(hello, kApplicationSettings) ||
                            Has(hello, kApplicationSettingsNew) || !Offers(hello, 0x000a));
}
bool LooksApple(const ClientHello& hello) { return Greases(hello) && Offers(hello, 0x000a); }
bool LooksNss(const ClientHello& hello) {
  return !Greases(hello) && Tls13Suites(hello) == "132" && !Has(hello, kEncryptThenMac) &&
         (Has(hello, kDelegatedCredential) || Has(hello, kRecordSizeLimit) ||
          PointFormats(hello) == 1);
}
bool LooksGnuTls(const ClientHello& hello) {
  return PointFormats(hello) <= 1 &&
         (Tls13Suites(hello) == "2314" ||
          (Has(hello, kEncryptThenMac) && Has(hello, kRecordSizeLimit)));
}
bool LooksGo(const ClientHello& hello) {
  return !Greases(hello) && Has(hello, tls::ExtensionType::kStatusRequest) &&
         Has(hello, tls::ExtensionType::kSignedCertificateTimestamp) &&
         !Has(hello, kEncryptThenMac) && !Has(hello, kRecordSizeLimit);
}
bool LooksRustls(const ClientHello& hello) {
  return !Greases(hello) && Tls13Suites(hello) == "213" && !Has(hello, kEncryptThenMac);
}
bool LooksOpenSsl(const ClientHello& hello) {
  return !Greases(hello) && (PointFormats(hello) == 3 || Tls13Suites(hello) == "231") &&
         Has(hello, kEncryptThenMac);
}
bool LooksSchannel(const ClientHello& hello) {
  return !Greases(hello) && Tls13Suites(hello) == "21" &&
         Has(hello, tls::ExtensionType::kStatusRequest);
}

struct EngineRow {
  bool (*looks)(const ClientHello&);
  EngineSigns signs;
};

/// The first that fits counts.
constexpr std::array<EngineRow, 9> kEngines = {{
    {LooksJsse,
     {"jsse", "Java client", "Java's JSSE", "signature_algorithms_cert and status_request_v2"}},
    {LooksApple,
     {"apple", "Apple client", "Apple's TLS", "random reserved values and 3DES suites"}},
    {LooksBoring,
     {"boringssl", "BoringSSL client", "BoringSSL", "random reserved values (GREASE)"}},
    {LooksNss,
     {"nss", "NSS client", "NSS", "its order of TLS 1.3 suites, and no encrypt_then_mac"}},
    {LooksGnuTls,
     {"gnutls", "GnuTLS client", "GnuTLS",
      "its order of TLS 1.3 suites with a CCM one among them"}},
    {LooksGo,
     {"go", "Go client", "Go's crypto/tls",
      "status_request and certificate timestamps, little else"}},
    {LooksRustls,
     {"rustls", "rustls client", "rustls", "its order of TLS 1.3 suites, and no encrypt_then_mac"}},
    {LooksOpenSsl,
     {"openssl", "OpenSSL client", "OpenSSL",
      "encrypt_then_mac, and its point formats or order of suites"}},
    {LooksSchannel,
     {"schannel", "Schannel client", "Windows' Schannel", "two suites of TLS 1.3, AES-256 first"}},
}};

/// What a User-Agent says: all of `words` stand in it.
struct AgentRow {
  std::array<std::string_view, 2> words;
  std::string_view engine;  ///< of the profile; empty: any
  std::string_view profile;
};

/// The first rows that fit count, together: several profiles may share their words.
constexpr std::array<AgentRow, 43> kAgents = {{
    {{"Electron/", ""}, "", "electron"},
    {{"Android", "Firefox/"}, "", "firefox-android"},
    {{"Firefox/", ""}, "", "firefox-desktop"},
    {{"Android", "Chrome/"}, "", "android-keychain"},
    {{"Windows", "Chrome/"}, "", "chromium-windows"},
    {{"Macintosh", "Chrome/"}, "", "chromium-macos"},
    {{"Chrome/", ""}, "", "chromium-linux"},
    {{"CriOS/", ""}, "", "safari"},
    {{"Version/", "Safari/"}, "", "safari"},
    {{"CFNetwork/", ""}, "", "apple-urlsession"},
    {{"curl/", ""}, "openssl", "curl-openssl"},
    {{"curl/", ""}, "gnutls", "gnutls-force"},
    {{"curl/", ""}, "schannel", "curl-schannel"},
    {{"curl/", ""}, "apple", "curl-securetransport"},
    {{"curl/", ""}, "rustls", "rustls"},
    {{"curl/", ""}, "boringssl", "boringssl-lib"},
    {{"git/", ""}, "gnutls", "gnutls-force"},
    {{"git/", ""}, "openssl", "curl-openssl"},
    {{"git/", ""}, "schannel", "curl-schannel"},
    {{"Wget", ""}, "gnutls", "gnutls-auto"},
    {{"Wget", ""}, "openssl", "openssl-lib"},
    {{"aria2/", ""}, "gnutls", "gnutls-auto"},
    {{"python-requests/", ""}, "openssl", "python-requests"},
    {{"python-urllib3/", ""}, "openssl", "python-requests"},
    {{"Python-urllib/", ""}, "openssl", "python-ssl"},
    {{"aiohttp/", ""}, "openssl", "python-ssl"},
    {{"python-httpx/", ""}, "openssl", "python-ssl"},
    {{"node", ""}, "openssl", "node"},
    {{"undici", ""}, "openssl", "node"},
    {{"axios/", ""}, "openssl", "node"},
    {{"Go-http-client/", ""}, "go", "go"},
    {{"Java", ""}, "jsse", "java-sunx509"},
    {{"Java", ""}, "jsse", "java-pkix"},
    {{"Java", ""}, "jsse", "java-sunx509-26"},
    {{"Apache-HttpClient/", ""}, "jsse", "java-sunx509"},
    {{"Apache-HttpClient/", ""}, "jsse", "java-pkix"},
    {{"Apache-HttpClient/", ""}, "jsse", "java-sunx509-26"},
    {{"okhttp/", ""}, "jsse", "java-sunx509"},
    {{"okhttp/", ""}, "jsse", "java-pkix"},
    {{"okhttp/", ""}, "boringssl", "conscrypt"},
    {{"Dart/", ""}, "boringssl", "boringssl-lib"},
    {{"reqwest", ""}, "rustls", "rustls"},
    {{"Microsoft", "Windows"}, "schannel", "schannel-auto"},
}};

bool Says(std::string_view agent, const AgentRow& row) {
  return std::ranges::all_of(
      row.words, [agent](std::string_view word) { return agent.find(word) != agent.npos; });
}

/// The engine that rows without one stand for is that of their profile.
bool Compatible(const AgentRow& row, std::string_view engine) {
  const ClientProfile* profile = FindClientProfile(row.profile);
  return profile != nullptr && (engine.empty() || profile->engine == engine);
}

/// A client that always, or never, offers post-handshake authentication shows it.
bool LateOfferFits(const ClientProfile& profile, const ClientHello& hello) {
  const bool tls13 = std::ranges::find(hello.supported_versions, tls::Version::kTls13) !=
                     hello.supported_versions.end();
  if (!tls13) return true;
  if (profile.post_handshake_auth == LateRequest::kYes) return hello.post_handshake_auth;
  return profile.post_handshake_auth != LateRequest::kNo || !hello.post_handshake_auth;
}

ClientFit Fit(const ClientProfile& profile, Certainty certainty, std::string because) {
  return {&profile, profile.id, profile.name, certainty, std::move(because)};
}

std::vector<ClientFit> BySaying(const ClientHello& hello, std::string_view agent,
                                const EngineSigns& engine) {
  std::vector<ClientFit> fits;
  std::string_view words;
  for (const AgentRow& row : kAgents) {
    if (!Says(agent, row) || !Compatible(row, engine.engine)) continue;
    if (!words.empty() && words != row.words[0]) continue;
    words = row.words[0];
    const ClientProfile& profile = *FindClientProfile(row.profile);
    if (!LateOfferFits(profile, hello)) continue;
    const bool both = !engine.engine.empty();
    std::string because = fmt::format("it calls itself '{}'", ElideEnd(agent, 80));
    if (both) because += fmt::format(", and its ClientHello is one of {}", engine.name);
    fits.push_back(Fit(profile, both ? Certainty::kLikely : Certainty::kPossible, because));
    if (row.engine.empty()) break;  // a browser's words hold those of others
  }
  return fits;
}

std::vector<ClientFit> ByEngine(const ClientHello& hello, const EngineSigns& engine) {
  std::vector<ClientFit> fits;
  for (const ClientProfile& profile : ClientProfiles()) {
    if (profile.engine != engine.engine || !LateOfferFits(profile, hello)) continue;
    fits.push_back(
        Fit(profile, Certainty::kPossible,
            fmt::format("its ClientHello looks like one of {}: {}", engine.name, engine.signs)));
  }
  if (fits.size() == 1) fits.front().certainty = Certainty::kLikely;
  return fits;
}

}  // namespace

EngineSigns EngineOf(const ClientHello& hello) {
  for (const EngineRow& row : kEngines) {
    if (row.looks(hello)) return row.signs;
  }
  return {};
}

std::vector<ClientFit> FitClients(const ClientHello& hello, const attempt::ServedRequest* http) {
  const EngineSigns engine = EngineOf(hello);
  if (http != nullptr && !http->user_agent.empty()) {
    std::vector<ClientFit> fits = BySaying(hello, http->user_agent, engine);
    if (!fits.empty()) return fits;
  }
  return engine.engine.empty() ? std::vector<ClientFit>{} : ByEngine(hello, engine);
}

std::string ClientText(std::span<const ClientFit> fits) {
  if (fits.empty()) return "the client";
  const ClientProfile& first = *fits.front().profile;
  if (fits.size() == 1) return std::string(first.name);
  const bool one_engine = std::ranges::all_of(
      fits, [&](const ClientFit& fit) { return fit.profile->engine == first.engine; });
  for (const EngineRow& row : kEngines) {
    if (one_engine && row.signs.engine == first.engine) {
      return "the " + std::string(row.signs.client);
    }
  }
  return fmt::format("{} or {} other{}", first.name, fits.size() - 1, fits.size() == 2 ? "" : "s");
}

}  // namespace shakedown::diagnosis
