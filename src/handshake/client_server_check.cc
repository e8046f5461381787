#include "handshake/client_server_check.h"

#include <openssl/x509v3.h>

#include <algorithm>
#include <span>
#include <vector>

#include "attempt/target.h"
#include "core/text.h"
#include "ossl/error_queue.h"
#include "pki/read_chain.h"

namespace shakedown::handshake {
namespace {

using attempt::CertificateFacts;
using attempt::ServerChecked;

constexpr size_t kMaxCertificates = 16;
constexpr size_t kMaxEntries = 64;
constexpr Milliseconds kRemembered{60'000};

std::string KeyOf(const tls::CertificateMessage& message, const std::string& name) {
  std::string key = name;
  for (const tls::CertificateEntry& entry : message.entries) {
    key += '\0';
    key += AsText(entry.der);
  }
  return key;
}

std::vector<ossl::X509Ptr> Parse(const tls::CertificateMessage& message) {
  std::vector<ossl::X509Ptr> chain;
  for (const tls::CertificateEntry& entry : message.entries) {
    if (chain.size() == kMaxCertificates) break;
    const unsigned char* der = entry.der.data();
    ossl::X509Ptr certificate(d2i_X509(nullptr, &der, static_cast<long>(entry.der.size())));
    if (certificate == nullptr) break;
    chain.push_back(std::move(certificate));
  }
  ossl::ClearErrors();
  return chain;
}

bool NameMatches(X509* leaf, std::string name) {
  if (attempt::IsIpLiteral(name)) return X509_check_ip_asc(leaf, name.c_str(), 0) == 1;
  if (name.ends_with('.')) name.pop_back();
  return !name.empty() && X509_check_host(leaf, name.data(), name.size(), 0, nullptr) == 1;
}

bool OutsideValidity(const CertificateFacts& certificate) {
  const UtcSeconds now = UtcNow();
  return now < certificate.not_before || now > certificate.not_after;
}

/// One sentence about the first thing that a strict client would object to.
std::string ProblemOf(const ServerChecked& checked, const attempt::PathCheck& path,
                      const std::string& name) {
  if (checked.checked && !checked.trusted && !path.findings.empty()) {
    const attempt::PathFinding& first = path.findings.front();
    std::string text = attempt::ToString(first.problem);
    return first.detail.empty() ? text : text + ": " + first.detail;
  }
  if (checked.expired) return "a certificate of the server's chain is outside its validity";
  if (!checked.name_matches) return "the server's certificate is not for '" + Printable(name) + "'";
  return {};
}

ServerChecked CheckNow(const tls::CertificateMessage& message, const std::string& name,
                       const pki::TrustStore* trust) {
  ServerChecked checked;
  const std::vector<ossl::X509Ptr> chain = Parse(message);
  if (chain.empty()) {
    checked.problem = message.entries.empty() ? "the server presented no certificate"
                                              : "the server's certificate cannot be read";
    return checked;
  }
  checked.chain = pki::ReadChain(chain);
  checked.expired = std::any_of(checked.chain.begin(), checked.chain.end(), OutsideValidity);
  checked.name_matches = NameMatches(chain[0].get(), name);
  attempt::PathCheck path;
  if (trust != nullptr) {
    pki::CheckOptions options;
    options.purpose = pki::Purpose::kServer;
    path = pki::CheckPath(chain[0].get(), std::span(chain).subspan(1), {}, *trust, options);
    checked.checked = true;
    checked.trusted = path.trusted;
  }
  checked.problem = ProblemOf(checked, path, name);
  ossl::ClearErrors();
  return checked;
}

}  // namespace

ServerChecked ServerChecker::Check(const tls::CertificateMessage& message,
                                   const std::string& name) {
  std::string key = KeyOf(message, name);
  const SteadyTime now = std::chrono::steady_clock::now();
  std::shared_ptr<const Entry> entry;
  {
    const std::lock_guard lock(mutex_);
    const auto found = entries_.find(key);
    if (found != entries_.end() && found->second->until > now) entry = found->second;
  }
  if (entry == nullptr) {
    entry = std::make_shared<const Entry>(
        Entry{CheckNow(message, name, trust_.get()), now + kRemembered});
    const std::lock_guard lock(mutex_);
    if (entries_.size() >= kMaxEntries) entries_.clear();
    entries_[std::move(key)] = entry;
  }
  return entry->checked;
}

}  // namespace shakedown::handshake
