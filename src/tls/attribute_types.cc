#include "tls/attribute_types.h"

#include <algorithm>

#include "core/text.h"
#include "tls/name_strings.h"

namespace shakedown::tls {
namespace {

using namespace std::string_view_literals;

/// The most frequent ones first: the search is from the top.
constexpr AttributeType kTypes[] = {
    {"\x55\x04\x03"sv, "2.5.4.3", "CN", kUtf8String},
    {"\x55\x04\x06"sv, "2.5.4.6", "C", kPrintableString},
    {"\x55\x04\x0a"sv, "2.5.4.10", "O", kUtf8String},
    {"\x55\x04\x0b"sv, "2.5.4.11", "OU", kUtf8String},
    {"\x55\x04\x07"sv, "2.5.4.7", "L", kUtf8String},
    {"\x55\x04\x08"sv, "2.5.4.8", "ST", kUtf8String},
    {"\x09\x92\x26\x89\x93\xf2\x2c\x64\x01\x19"sv, "0.9.2342.19200300.100.1.25", "DC", kIa5String},
    {"\x2a\x86\x48\x86\xf7\x0d\x01\x09\x01"sv, "1.2.840.113549.1.9.1", "emailAddress", kIa5String},
    {"\x55\x04\x05"sv, "2.5.4.5", "serialNumber", kPrintableString},
    {"\x55\x04\x09"sv, "2.5.4.9", "STREET", kUtf8String},
    {"\x09\x92\x26\x89\x93\xf2\x2c\x64\x01\x01"sv, "0.9.2342.19200300.100.1.1", "UID", kUtf8String},
    {"\x55\x04\x04"sv, "2.5.4.4", "SN", kUtf8String},
    {"\x55\x04\x0c"sv, "2.5.4.12", "title", kUtf8String},
    {"\x55\x04\x0d"sv, "2.5.4.13", "description", kUtf8String},
    {"\x55\x04\x0f"sv, "2.5.4.15", "businessCategory", kUtf8String},
    {"\x55\x04\x10"sv, "2.5.4.16", "postalAddress", kUtf8String},
    {"\x55\x04\x11"sv, "2.5.4.17", "postalCode", kUtf8String},
    {"\x55\x04\x12"sv, "2.5.4.18", "postOfficeBox", kUtf8String},
    {"\x55\x04\x13"sv, "2.5.4.19", "physicalDeliveryOfficeName", kUtf8String},
    {"\x55\x04\x14"sv, "2.5.4.20", "telephoneNumber", kPrintableString},
    {"\x55\x04\x29"sv, "2.5.4.41", "name", kUtf8String},
    {"\x55\x04\x2a"sv, "2.5.4.42", "GN", kUtf8String},
    {"\x55\x04\x2b"sv, "2.5.4.43", "initials", kUtf8String},
    {"\x55\x04\x2c"sv, "2.5.4.44", "generationQualifier", kUtf8String},
    {"\x55\x04\x2d"sv, "2.5.4.45", "x500UniqueIdentifier", kUtf8String},
    {"\x55\x04\x2e"sv, "2.5.4.46", "dnQualifier", kPrintableString},
    {"\x55\x04\x33"sv, "2.5.4.51", "houseIdentifier", kUtf8String},
    {"\x55\x04\x36"sv, "2.5.4.54", "dmdName", kUtf8String},
    {"\x55\x04\x41"sv, "2.5.4.65", "pseudonym", kUtf8String},
    {"\x55\x04\x48"sv, "2.5.4.72", "role", kUtf8String},
    {"\x55\x04\x61"sv, "2.5.4.97", "organizationIdentifier", kUtf8String},
    {"\x55\x04\x62"sv, "2.5.4.98", "c3", kPrintableString},
    {"\x09\x92\x26\x89\x93\xf2\x2c\x64\x01\x03"sv, "0.9.2342.19200300.100.1.3", "mail", kIa5String},
    {"\x2a\x86\x48\x86\xf7\x0d\x01\x09\x02"sv, "1.2.840.113549.1.9.2", "unstructuredName",
     kUtf8String},
    {"\x2a\x86\x48\x86\xf7\x0d\x01\x09\x08"sv, "1.2.840.113549.1.9.8", "unstructuredAddress",
     kUtf8String},
    {"\x2b\x06\x01\x04\x01\x82\x37\x3c\x02\x01\x01"sv, "1.3.6.1.4.1.311.60.2.1.1", "jurisdictionL",
     kUtf8String},
    {"\x2b\x06\x01\x04\x01\x82\x37\x3c\x02\x01\x02"sv, "1.3.6.1.4.1.311.60.2.1.2", "jurisdictionST",
     kUtf8String},
    {"\x2b\x06\x01\x04\x01\x82\x37\x3c\x02\x01\x03"sv, "1.3.6.1.4.1.311.60.2.1.3", "jurisdictionC",
     kPrintableString},
    {"\x2a\x85\x03\x03\x81\x03\x01\x01"sv, "1.2.643.3.131.1.1", "INN", kUtf8String},
    {"\x2a\x85\x03\x64\x01"sv, "1.2.643.100.1", "OGRN", kUtf8String},
    {"\x2a\x85\x03\x64\x03"sv, "1.2.643.100.3", "SNILS", kUtf8String},
};

/// Other spellings that people and tools write.
struct Alias {
  std::string_view alias;
  std::string_view name;
};
constexpr Alias kAliases[] = {
    {"commonName", "CN"},
    {"countryName", "C"},
    {"organizationName", "O"},
    {"organizationalUnitName", "OU"},
    {"localityName", "L"},
    {"stateOrProvinceName", "ST"},
    {"S", "ST"},
    {"domainComponent", "DC"},
    {"email", "emailAddress"},
    {"E", "emailAddress"},
    {"pkcs9email", "emailAddress"},
    {"streetAddress", "STREET"},
    {"userId", "UID"},
    {"surname", "SN"},
    {"givenName", "GN"},
    {"G", "GN"},
    {"I", "initials"},
    {"T", "title"},
    {"rfc822Mailbox", "mail"},
    {"dnq", "dnQualifier"},
    {"jurisdictionLocalityName", "jurisdictionL"},
    {"jurisdictionStateOrProvinceName", "jurisdictionST"},
    {"jurisdictionCountryName", "jurisdictionC"},
};

}  // namespace

std::span<const AttributeType> AttributeTypes() { return kTypes; }

const AttributeType* FindAttributeType(ByteSpan oid_content) {
  const std::string_view octets = AsText(oid_content);
  const auto found = std::ranges::find(kTypes, octets, &AttributeType::octets);
  return found != std::end(kTypes) ? &*found : nullptr;
}

const AttributeType* FindAttributeType(std::string_view name) {
  for (const Alias& alias : kAliases) {
    if (EqualsIgnoringAsciiCase(alias.alias, name)) name = alias.name;
  }
  for (const AttributeType& type : kTypes) {
    if (EqualsIgnoringAsciiCase(type.name, name) || type.oid == name) return &type;
  }
  return nullptr;
}

}  // namespace shakedown::tls
