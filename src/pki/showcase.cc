#include "pki/showcase.h"

#include <filesystem>
#include <optional>
#include <utility>

#include "core/file.h"
#include "core/text.h"
#include "pki/read_facts.h"

namespace shakedown::pki {
namespace {

const char* DescribeFlaw(Flaw flaw) {
  switch (flaw) {
    case Flaw::kGood: return "a client certificate without any flaw";
    case Flaw::kExpired: return "expired yesterday";
    case Flaw::kNotYetValid: return "not valid before tomorrow";
    case Flaw::kExpiredIntermediate: return "valid, below an expired intermediate";
    case Flaw::kMissingIntermediate: return "below an intermediate that is not in the file";
    case Flaw::kSelfSigned: return "self-signed";
    case Flaw::kWrongEku: return "extended key usage serverAuth only";
    case Flaw::kNoEku: return "no extended key usage: acceptable everywhere";
    case Flaw::kNoDigitalSignature: return "key usage without digitalSignature";
    case Flaw::kCaAsLeaf: return "a CA certificate presented as a client's";
    case Flaw::kVersion1: return "X.509 version 1, no extensions";
    case Flaw::kWeakKey: return "RSA key of 1024 bits";
    case Flaw::kSha1: return "signed with SHA-1";
    case Flaw::kReencodedIssuer: return "the issuer's name in another ASN.1 string type";
    case Flaw::kRevoked: return "good, but listed in crl.pem";
  }
  return "";
}

/// Writes one thing after the other and stops at the first error.
class ShowcaseWriter {
 public:
  ShowcaseWriter(std::string directory, const ShowcaseOptions& options)
      : directory_(std::move(directory)), options_(options) {}

  Result<std::vector<ShowcaseFile>> Write() {
    const bool done = PrepareFolder() && WriteTrusted() && WriteFlaws() && WriteKeyKinds() &&
                      WriteDeepChains() && WriteOthers() && WriteLists();
    if (!done) return *error_;
    return std::move(files_);
  }

 private:
  bool Fail(Error error) {
    error_ = std::move(error);
    return false;
  }
  bool Check(Result<void> result) { return result ? true : Fail(std::move(result).error()); }
  void Note(std::string name, std::string description) {
    files_.push_back({std::move(name), std::move(description)});
  }

  bool PrepareFolder() {
    std::error_code problem;
    std::filesystem::create_directories(directory_, problem);
    const std::string shown = "'" + Printable(directory_) + "'";
    if (problem) {
      return Fail(
          Error(ErrorCode::kFileWrite, "cannot make the folder " + shown + ": " + problem.message())
              .WithHint("name a folder that you may write to"));
    }
    if (!options_.overwrite && std::filesystem::exists(directory_ + "/ca.pem", problem)) {
      return Fail(Error(ErrorCode::kFileWrite, "the folder " + shown + " already holds a ca.pem")
                      .WithHint("name an empty folder: a CA is not written over unasked"));
    }
    return true;
  }

  bool WriteTrusted() {
    authority_ = options_.authority;
    if (authority_ == nullptr) {
      Result<AuthorityPtr> root = MintRoot(options_.common_name, options_.authority_key);
      if (!root) return Fail(std::move(root).error());
      authority_ = std::move(*root);
      if (!Check(WriteAuthority(directory_, "ca", *authority_))) return false;
      Note("ca.pem", "the CA: what a server has to trust");
      Note("ca.key", "its private key");
    } else {
      if (!Check(WriteFile(directory_ + "/ca.pem", ToPem(authority_->certificate.get())))) {
        return false;
      }
      Note("ca.pem", "the CA that was given");
    }
    return WriteOne({.name = "server",
                     .key = options_.identity_key,
                     .dns_names = options_.server_names,
                     .server = true},
                    "a server certificate for " + Joined(options_.server_names, ", "));
  }

  /// Mints below `issuer` (absent: the trusted CA) and writes; the identity is kept in `last_`.
  bool WriteOne(const MintRequest& request, const std::string& description,
                const Authority* issuer = nullptr) {
    Result<IdentityPtr> minted = Mint(issuer != nullptr ? *issuer : *authority_, request);
    if (!minted) return Fail(std::move(minted).error());
    last_ = std::move(*minted);
    if (!Check(WriteIdentity(directory_, *last_, options_.p12_passphrase))) return false;
    Note(request.name + ".pem", description);
    Note(request.name + ".key", "its private key");
    if (!options_.p12_passphrase.empty()) Note(request.name + ".p12", "both as PKCS#12");
    return true;
  }

  bool WriteFlaws() {
    for (const Flaw flaw : AllFlaws()) {
      if (flaw == Flaw::kSha1 && SignsWithEdwards()) continue;  // no such signature exists
      const MintRequest request{
          .name = ToString(flaw), .flaw = flaw, .key = options_.identity_key, .dns_names = {}};
      if (!WriteOne(request, DescribeFlaw(flaw))) return false;
      if (flaw == Flaw::kRevoked) revoked_ = last_;
      if (flaw == Flaw::kMissingIntermediate && !WriteWithheld()) return false;
    }
    return true;
  }

  bool SignsWithEdwards() const {
    const attempt::KeyType type = ReadKeyFacts(authority_->key.get()).type;
    return type == attempt::KeyType::kEd25519 || type == attempt::KeyType::kEd448;
  }

  bool WriteWithheld() {
    std::string text;
    for (const ossl::X509Ptr& certificate : last_->withheld) text += ToPem(certificate.get());
    const std::string name = last_->name + ".chain.pem";
    Note(name, "the intermediate that it lacks");
    return Check(WriteFile(directory_ + "/" + name, text));
  }

  bool WriteKeyKinds() {
    std::vector<KeyKind> kinds = options_.key_kinds;
    if (kinds.empty()) {
      kinds = AllKeyKinds();
      std::erase(kinds, KeyKind::kRsa1024);
    }
    for (const KeyKind kind : kinds) {
      const std::string word = ToString(kind);
      if (!WriteOne({.name = word, .key = kind, .dns_names = {}}, "a good one, key " + word)) {
        return false;
      }
    }
    return true;
  }

  bool WriteDeepChains() {
    const auto deep = [&](const char* name, int count, const char* description) {
      return WriteOne(
          {.name = name, .key = options_.identity_key, .intermediates = count, .dns_names = {}},
          description);
    };
    return deep("one-intermediate", 1, "a good one below one intermediate") &&
           deep("three-intermediates", 3, "a good one below three intermediates");
  }

  bool WriteOthers() {
    Result<AuthorityPtr> untrusted = MintRoot("Shakedown untrusted CA", options_.authority_key);
    if (!untrusted) return Fail(std::move(untrusted).error());
    Result<AuthorityPtr> twin = MintTwin(
        ToDer(X509_get_subject_name(authority_->certificate.get())), options_.authority_key);
    if (!twin) return Fail(std::move(twin).error());
    return WriteOther("untrusted", **untrusted, "a CA that the server does not trust",
                      "issued by the untrusted CA") &&
           WriteOther("twin", **twin, "an impostor: the CA's name and another key",
                      "issued by the impostor");
  }

  bool WriteOther(const std::string& name, const Authority& issuer, const char* about_authority,
                  const char* about_identity) {
    if (!Check(WriteAuthority(directory_, name + "-ca", issuer))) return false;
    Note(name + "-ca.pem", about_authority);
    Note(name + "-ca.key", "its private key");
    return WriteOne({.name = name, .key = options_.identity_key, .dns_names = {}}, about_identity,
                    &issuer);
  }

  bool WriteLists() {
    return WriteList("crl.pem", std::chrono::hours(30 * 24),
                     "the CA's revocation list, valid for 30 days") &&
           WriteList("crl-expired.pem", -std::chrono::hours(24),
                     "the same list, out of date since yesterday");
  }

  bool WriteList(const std::string& name, Milliseconds lifetime, const char* description) {
    X509* const revoked[] = {revoked_->leaf.get()};
    const Result<ossl::CrlPtr> crl = MintCrl(*authority_, revoked, lifetime);
    if (!crl) return Fail(crl.error());
    X509_CRL* const crls[] = {crl->get()};
    Note(name, description);
    return Check(WriteCrl(directory_ + "/" + name, crls));
  }

  const std::string directory_;
  const ShowcaseOptions& options_;
  AuthorityPtr authority_;
  IdentityPtr last_;
  IdentityPtr revoked_;
  std::vector<ShowcaseFile> files_;
  std::optional<Error> error_;
};

}  // namespace

Result<std::vector<ShowcaseFile>> MintShowcase(const std::string& directory,
                                               const ShowcaseOptions& options) {
  return ShowcaseWriter(directory, options).Write();
}

}  // namespace shakedown::pki
