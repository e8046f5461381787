// Names for certificates to be minted.
#include <openssl/asn1.h>

#include <memory>

#include "core/text.h"
#include "ossl/error_queue.h"
#include "pki/certificate_plan.h"
#include "tls/distinguished_name.h"

namespace shakedown::pki {
namespace {

struct OpensslFree {
  void operator()(void* memory) const { OPENSSL_free(memory); }
};

/// `value` as a string of another type; null if its type has no counterpart (IA5String of a domain
/// component stays what it is) or the library fails.
ossl::Asn1StringPtr Reencoded(const ASN1_STRING* value) {
  const int type = ASN1_STRING_type(value);
  const bool from_utf8 = type == V_ASN1_UTF8STRING;
  if (!from_utf8 && type != V_ASN1_PRINTABLESTRING && type != V_ASN1_T61STRING &&
      type != V_ASN1_BMPSTRING && type != V_ASN1_UNIVERSALSTRING) {
    return nullptr;
  }
  unsigned char* text = nullptr;
  const int length = ASN1_STRING_to_UTF8(&text, value);
  const std::unique_ptr<unsigned char, OpensslFree> owner(text);
  if (length <= 0) return nullptr;
  // The library takes the first of PrintableString, BMPString, UniversalString that can hold it.
  const unsigned long allowed =
      from_utf8 ? B_ASN1_PRINTABLESTRING | B_ASN1_BMPSTRING | B_ASN1_UNIVERSALSTRING
                : B_ASN1_UTF8STRING;
  ASN1_STRING* reencoded = nullptr;
  if (ASN1_mbstring_copy(&reencoded, text, length, MBSTRING_UTF8, allowed) < 0) return nullptr;
  return ossl::Asn1StringPtr(reencoded);
}

}  // namespace

Result<ossl::NamePtr> CommonName(const std::string& text) {
  ossl::ClearErrors();
  ossl::NamePtr name(X509_NAME_new());
  if (name == nullptr) return ossl::LibraryError(ErrorCode::kInternal, "cannot make a name");
  const auto* const octets = reinterpret_cast<const unsigned char*>(text.data());
  if (text.empty() || X509_NAME_add_entry_by_NID(name.get(), NID_commonName, MBSTRING_UTF8, octets,
                                                 static_cast<int>(text.size()), -1, 0) != 1) {
    ossl::ClearErrors();
    return Error(ErrorCode::kUsage,
                 "'" + Printable(ElideEnd(Printable(text), 80)) + "' cannot be a common name")
        .WithHint("use UTF-8 text of 1 to 64 characters (RFC 5280 appendix A.1)");
  }
  return name;
}

Result<ossl::NamePtr> NameOfText(const std::string& text) {
  ossl::ClearErrors();
  const auto said = tls::NameFromText(text);
  const unsigned char* position = said ? said->der.data() : nullptr;
  ossl::NamePtr name;
  if (said) name.reset(d2i_X509_NAME(nullptr, &position, static_cast<long>(said->der.size())));
  if (name != nullptr) return name;
  ossl::ClearErrors();
  return Error(ErrorCode::kUsage,
               "'" + ElideEnd(Printable(text), 80) + "' cannot be the subject of a certificate")
      .WithHint(
          "write RFC 4514 text, as in CN=Alice,O=Example; values in another encoding as # and "
          "the hex of their DER");
}

Result<ossl::NamePtr> ReencodedName(const X509_NAME* name) {
  ossl::ClearErrors();
  ossl::NamePtr copy(X509_NAME_new());
  bool changed = false;
  int previous_rdn = -1;
  const int count = X509_NAME_entry_count(name);
  for (int i = 0; copy != nullptr && i < count; ++i) {
    const X509_NAME_ENTRY* const entry = X509_NAME_get_entry(name, i);
    const ASN1_STRING* const value = X509_NAME_ENTRY_get_data(entry);
    const ossl::Asn1StringPtr reencoded = Reencoded(value);
    const ASN1_STRING* const chosen = reencoded != nullptr ? reencoded.get() : value;
    changed = changed || reencoded != nullptr;
    const int rdn = X509_NAME_ENTRY_set(entry);
    const int join = rdn == previous_rdn ? -1 : 0;  // -1: a further attribute of the same RDN
    previous_rdn = rdn;
    if (X509_NAME_add_entry_by_OBJ(copy.get(), X509_NAME_ENTRY_get_object(entry),
                                   ASN1_STRING_type(chosen), ASN1_STRING_get0_data(chosen),
                                   ASN1_STRING_length(chosen), -1, join) != 1) {
      return ossl::LibraryError(ErrorCode::kInternal, "cannot re-encode a name");
    }
  }
  if (!changed) {
    ossl::ClearErrors();
    return Error(ErrorCode::kUnsupported,
                 "the authority's name holds no value that could be encoded in another way")
        .WithHint("use an authority whose name has a PrintableString or UTF8String value");
  }
  return copy;
}

}  // namespace shakedown::pki
