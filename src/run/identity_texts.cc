#include "run/identity_texts.h"

#include <openssl/evp.h>
#include <openssl/x509.h>

#include <cctype>
#include <string>

#include "core/hex.h"
#include "tls/distinguished_name.h"

namespace shakedown::run {
namespace {

constexpr std::string_view kPrefix = "identity.";

std::string Base64Der(X509* certificate) {
  unsigned char* der = nullptr;
  const int length = i2d_X509(certificate, &der);
  if (length <= 0) return {};
  std::string text(static_cast<size_t>(length + 2) / 3 * 4 + 1, '\0');
  const int written = EVP_EncodeBlock(reinterpret_cast<unsigned char*>(text.data()), der, length);
  OPENSSL_free(der);
  text.resize(static_cast<size_t>(written));
  return text;
}

std::string PercentEncoded(std::string_view text) {
  std::string encoded;
  for (const char c : text) {
    const auto octet = static_cast<uint8_t>(c);
    if (std::isalnum(octet) != 0 || std::string_view("-._~").find(c) != std::string_view::npos) {
      encoded += c;
    } else {
      std::string hex = ToHex(ByteSpan(&octet, 1));
      for (char& digit : hex) digit = static_cast<char>(std::toupper(static_cast<uint8_t>(digit)));
      encoded += '%' + hex;
    }
  }
  return encoded;
}

std::string EscapedPem(X509* certificate) {
  constexpr size_t kLine = 64;
  const std::string base64 = Base64Der(certificate);
  std::string pem = "-----BEGIN CERTIFICATE-----\n";
  for (size_t at = 0; at < base64.size(); at += kLine) pem += base64.substr(at, kLine) + '\n';
  return PercentEncoded(pem + "-----END CERTIFICATE-----\n");
}

std::string TextOf(std::string_view kind, const PreparedIdentity& prepared) {
  X509* leaf = prepared.identity->leaf.get();
  if (kind == "der64") return Base64Der(leaf);
  if (kind == "pem-escaped") return EscapedPem(leaf);
  const attempt::CertificateFacts& facts = prepared.facts.chain.front();
  return kind == "sha256" ? facts.sha256 : tls::ToText(facts.subject);
}

void Add(const std::string& name, IdentityStore& identities, VariableTable* table) {
  const size_t dot = name.rfind('.');
  const std::string_view id = std::string_view(name).substr(kPrefix.size(), dot - kPrefix.size());
  const PreparedIdentity* prepared = identities.Get(id);
  if (prepared == nullptr) return;  // substitution says so
  if (prepared->identity != nullptr && !prepared->facts.chain.empty()) {
    table->values[name] = TextOf(std::string_view(name).substr(dot + 1), *prepared);
  } else if (!prepared->skip_reason.empty()) {
    table->unavailable[name] = prepared->skip_reason;
  } else {
    table->unavailable[name] = "identity '" + std::string(id) + "' cannot be used in this run";
  }
}

}  // namespace

void AddIdentityTexts(std::string_view text, IdentityStore& identities, VariableTable* table) {
  for (const std::string& name : ReferencesIn(text)) {
    const bool ours = name.starts_with(kPrefix) && name.rfind('.') > kPrefix.size();
    if (ours && !table->values.contains(name)) Add(name, identities, table);
  }
}

}  // namespace shakedown::run
