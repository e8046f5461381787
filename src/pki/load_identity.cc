#include <algorithm>
#include <iterator>
#include <utility>

#include "core/text.h"
#include "pki/credential_file.h"
#include "pki/identity.h"
#include "pki/make_identity.h"
#include "pki/order_chain.h"
#include "pki/pkcs12_file.h"
#include "pki/read_facts.h"
#include "pki/token.h"

namespace shakedown::pki {
namespace {

/// Everything the files of an identity hold, before it is known what belongs to what.
struct Material {
  std::vector<ossl::X509Ptr> pool;
  std::vector<ossl::PkeyPtr> keys;
};

Result<void> CheckFiles(const IdentityFiles& files) {
  if (!files.pkcs12.empty() && (!files.certificate.empty() || !files.key.empty())) {
    return Error(ErrorCode::kUsage, "a PKCS#12 bundle and a certificate or key are both named")
        .WithHint("use either --p12 or --cert with --key");
  }
  const bool on_token = IsTokenUri(files.key);
  if (files.pkcs12.empty() && files.certificate.empty() && !on_token) {
    return Error(ErrorCode::kUsage, files.key.empty() ? "no certificate and no bundle is named"
                                                      : "a key is named without a certificate")
        .WithHint("name the certificate with --cert, or a bundle with --p12");
  }
  return {};
}

void MoveInto(std::vector<ossl::X509Ptr>& pool, std::vector<ossl::X509Ptr>& more) {
  pool.insert(pool.end(), std::make_move_iterator(more.begin()),
              std::make_move_iterator(more.end()));
}

Result<void> DecodeKeys(const CredentialFile& file, const Passphrase& passphrase,
                        Material& material) {
  if (file.keys.empty()) return Missing(file, FileKind::kPrivateKey);
  for (const KeyBlock& block : file.keys) {
    Result<ossl::PkeyPtr> key = DecodeKey(block, file.path, passphrase);
    if (!key) return std::move(key).error();
    material.keys.push_back(std::move(*key));
  }
  return {};
}

/// Key on a token; the certificate in a file, on the token, or there under the key's own name.
Result<void> ReadToken(const IdentityFiles& files, const Passphrase& pin, Material& material) {
  Result<ossl::PkeyPtr> key = LoadTokenKey(files.key, pin);
  if (!key) return std::move(key).error();
  material.keys.push_back(std::move(*key));
  if (!files.certificate.empty() && !IsTokenUri(files.certificate)) {
    Result<std::vector<ossl::X509Ptr>> certificates = LoadCertificates(files.certificate);
    if (!certificates) return std::move(certificates).error();
    MoveInto(material.pool, *certificates);
    return {};
  }
  Result<ossl::X509Ptr> certificate =
      LoadTokenCertificate(files.certificate.empty() ? files.key : files.certificate, pin);
  if (!certificate) return std::move(certificate).error();
  material.pool.push_back(std::move(*certificate));
  return {};
}

Result<void> ReadPlainFiles(const IdentityFiles& files, const Passphrase& passphrase,
                            Material& material) {
  if (IsTokenUri(files.key)) return ReadToken(files, passphrase, material);
  Result<CredentialFile> certificate = ReadCredentialFile(files.certificate);
  if (!certificate) return std::move(certificate).error();
  if (certificate->certificates.empty()) return Missing(*certificate, FileKind::kCertificate);
  MoveInto(material.pool, certificate->certificates);
  if (files.key.empty() || files.key == files.certificate) {
    if (certificate->keys.empty()) {
      return Error(ErrorCode::kFormat,
                   "'" + Printable(files.certificate) + "' holds no private key and none is named")
          .WithHint("name the key with --key");
    }
    return DecodeKeys(*certificate, passphrase, material);
  }
  Result<CredentialFile> key = ReadCredentialFile(files.key);
  if (!key) return std::move(key).error();
  MoveInto(material.pool, key->certificates);
  return DecodeKeys(*key, passphrase, material);
}

Result<void> ReadBundle(const IdentityFiles& files, const Passphrase& passphrase,
                        Material& material) {
  Result<Bundle> bundle = ReadPkcs12(files.pkcs12, passphrase);
  if (!bundle) return std::move(bundle).error();
  MoveInto(material.pool, bundle->certificates);
  material.keys.push_back(std::move(bundle->key));
  return {};
}

Result<Material> ReadMaterial(const IdentityFiles& files) {
  const Result<Passphrase> passphrase = PassphraseFrom(files.passphrase);
  if (!passphrase) return passphrase.error();
  Material material;
  const Result<void> read = files.pkcs12.empty() ? ReadPlainFiles(files, *passphrase, material)
                                                 : ReadBundle(files, *passphrase, material);
  if (!read) return read.error();
  for (const std::string& path : files.chain) {
    Result<std::vector<ossl::X509Ptr>> chain = LoadCertificates(path);
    if (!chain) return std::move(chain).error();
    MoveInto(material.pool, *chain);
  }
  return material;
}

/// Subject and key type of the certificates at hand, a few of them.
std::string ListOf(std::span<const ossl::X509Ptr> pool) {
  constexpr size_t kShown = 5;
  std::vector<std::string> parts;
  for (const ossl::X509Ptr& certificate : pool.first(std::min(pool.size(), kShown))) {
    EVP_PKEY* const key = X509_get0_pubkey(certificate.get());
    const std::string kind = key == nullptr ? "unknown key" : ToText(ReadKeyFacts(key));
    parts.push_back(ElideMiddle(SubjectText(certificate.get()), 100) + " (" + kind + ")");
  }
  if (pool.size() > kShown) parts.push_back(std::to_string(pool.size() - kShown) + " more");
  return Joined(parts, "; ");
}

/// How a file or an object of a token is called. A URI may hold a PIN (RFC 7512 section 2.4).
std::string Spoken(const std::string& source) {
  return IsTokenUri(source) ? "the PKCS#11 token" : source;
}

Error Mismatch(const IdentityFiles& files, const Material& material) {
  const std::string on_token = files.certificate.empty() ? files.key : files.certificate;
  const std::string source = Spoken(files.pkcs12.empty() ? on_token : files.pkcs12);
  const std::string key_source = files.key.empty() ? source : Spoken(files.key);
  return Error(ErrorCode::kKeyMismatch,
               "no certificate belongs to the private key in '" + Printable(key_source) + "' (" +
                   ToText(ReadKeyFacts(material.keys.front().get())) + "); found in '" +
                   Printable(source) + "': " + ListOf(material.pool))
      .WithHint(
          "compare the public keys: openssl x509 -noout -pubkey -in CERT and openssl pkey "
          "-pubout -in KEY must print the same");
}

std::string NameOf(const IdentityFiles& files) {
  if (!files.name.empty()) return files.name;
  const std::string& path = files.pkcs12.empty() ? files.certificate : files.pkcs12;
  if (path.empty() || IsTokenUri(path)) return IsTokenUri(files.key) ? "token" : "";
  return path.substr(path.find_last_of('/') + 1);
}

Result<IdentityPtr> Assemble(const IdentityFiles& files, Material material) {
  const UtcSeconds now = UtcNow();
  for (ossl::PkeyPtr& key : material.keys) {
    X509* const leaf = FindLeaf(key.get(), material.pool, now);
    if (leaf == nullptr) continue;
    return MakeIdentity(NameOf(files), ossl::UpRef(leaf), OrderChain(leaf, material.pool, now), {},
                        std::move(key));
  }
  return Mismatch(files, material);
}

}  // namespace

Result<IdentityPtr> LoadIdentity(const IdentityFiles& files) {
  const auto failed = [&](Error error) {
    const std::string name = NameOf(files);
    const std::string doing =
        "loading identity" + (name.empty() ? "" : " '" + Printable(name) + "'");
    return std::move(error).AddContext(doing);
  };
  const Result<void> checked = CheckFiles(files);
  if (!checked) return failed(checked.error());
  Result<Material> material = ReadMaterial(files);
  if (!material) return failed(std::move(material).error());
  Result<IdentityPtr> identity = Assemble(files, std::move(*material));
  if (!identity) return failed(std::move(identity).error());
  return identity;
}

}  // namespace shakedown::pki
