create table rar (
  id_rar integer primary key,
  numero_resolucion character varying(100),
  fecha_resolucion date,
  descripcion_resolucion text
);

create table tipo_contacto (
  id_tipo_contacto integer primary key,
  tipo_contacto character varying(100)
);

create table localidad (
  id_localidad integer primary key,
  codigo_ine text,
  cod_departamento text,
  departamento text,
  cod_provincia text,
  provincia text,
  cod_municipio text,
  municipio text,
  cod_comunidad text,
  comunidad text,
  latitud text,
  longitud text,
  localidad text
);

create table entidad (
  id_entidad integer primary key,
  nombre_entidad character varying(200),
  sigla_entidad character varying(30),
  direccion character varying(200),
  telefonos character varying(100),
  fax character varying(50),
  web character varying(100),
  correo_electronico character varying(100)
);

create table tipo_acreditacion (
  id_tipo_acreditacion integer primary key,
  tipo_documento_acreditacion character varying(100),
  descripcion_acreditacion text
);

create table tipo_fuente (
  id_tipo_fuente integer primary key,
  descripcion_tipo_fuente character varying(100)
);

create table estado_fuente (
  id_estado_fuente integer primary key,
  estado_fuente character varying(50)
);

create table fuente_financiamiento (
  id_fuente_financiamiento integer primary key,
  fuente_financiamiento character varying(100),
  descripcion_fuente_financiamien text
);

create table tipo_sistema_ap (
  id_tipo_sistema_ap integer primary key,
  descripcion_tipo_sistema_ap character varying(100)
);

create table tipo_tratamiento_ar (
  id_tipo_tratamiento_ar integer primary key,
  descripcion_tratamiento character varying(100)
);

create table sector (
  id_sector integer primary key,
  sector character varying(50)
);

create table material_tuberia (
  id_material_tuberia integer primary key,
  material_tuberia character varying(50)
);

create table opcion_tecnica (
  id_opcion_tecnica integer primary key,
  opcion_tecnica character varying(100)
);

create table cuerpo_receptor (
  id_cuerpo_receptor integer primary key,
  cuerpo_receptor character varying(50)
);

create table tipo_funcionario (
  id_tipo_funcionario integer primary key,
  tipo_funcionario character varying(50)
);

create table tipo_ingreso (
  id_tipo_ingreso integer primary key,
  concepto character varying(100)
);

create table periodo_pago (
  id_periodo_pago integer primary key,
  periodo_pago character varying(50)
);

create table tipo_sistema_problema (
  id_tipo_problema integer primary key,
  descripcion_tipo_problema character varying(100)
);

create table tipo_requerimiento (
  id_tipo_requerimiento integer primary key,
  descripcion_tipo_requerimiento character varying(100)
);

create table epsa (
  id_epsa integer primary key,
  codigo_epsa character varying(20),
  sigla_epsa character varying(50),
  nombre_epsa character varying(250),
  telefonos character varying(100),
  fax character varying(50),
  correo_electronico character varying(100),
  direccion character varying(250),
  web character varying(100),
  observacion text
);

create table ubicacion (
  id_epsa integer not null references epsa,
  id_localidad integer not null references localidad,
  primary key (id_epsa, id_localidad)
);

create table instalacion (
  id_instalacion integer primary key,
  id_epsa integer references epsa,
  edad_fuente integer,
  id_tipo_fuente integer references tipo_fuente,
  id_estado_fuente integer references estado_fuente
);

create table instalacion_fuente_financiamiento (
  id_instalacion integer references instalacion,
  id_epsa integer references epsa,
  id_fuente_financiamiento integer references fuente_financiamiento,
  porcentaje_credito numeric(5,2),
  porcentaje_donacion numeric(5,2),
  porcentaje_aporte_propio numeric(5,2),
  porcentaje_otros numeric(5,2)
);

create table representante (
  id_epsa integer references epsa,
  nombre_representante character varying(150),
  cargo character varying(100),
  telefono character varying(50),
  celular character varying(50),
  correo character varying(100),
  id_rar integer references rar,
  id_tipo_contacto integer references tipo_contacto
);

create table estatus_juridico (
  id_epsa integer references epsa,
  numero_resolucion character varying(100),
  fecha_resolucion date,
  id_entidad integer references entidad
);

create table documento_acreditacion (
  id_epsa integer references epsa,
  id_tipo_acreditacion integer references tipo_acreditacion
);

create table demografia_cobertura (
  id_epsa integer references epsa,
  id_localidad integer references localidad,
  poblacion_total integer,
  poblacion_atendida_ap integer,
  numero_viviendas_ap integer,
  porcentaje_cobertura_ap numeric(5,2),
  poblacion_atendida_as integer,
  numero_viviendas_as integer,
  porcentaje_cobertura_as numeric(5,2),
  porcentaje_cobertura_ptar numeric(5,2)
);

create table informacion_tecnica (
  id_epsa integer references epsa,
  numero_conexiones_ap integer,
  numero_piletas_publicas integer,
  numero_conexions_as integer,
  numero_camaras_septicas_domiciliarias integer,
  numero_letrinas integer,
  numero_banios_publicos integer,
  pozo_ciego integer,
  numero_conexiones_ap_medidor integer,
  dotacion_per_capita numeric(8,2),
  continuidad_servicio_ap numeric(4,1),
  continuidad_servicio_epoca_seca numeric(4,1),
  porcentaje_perdida_red integer
);

create table problemas_contaminacion (
  id_epsa integer references epsa,
  descripcion text
);

create table sistema_ap (
  id_epsa integer references epsa,
  id_tipo_sistema_ap integer references tipo_sistema_ap
);

create table tratamiento_agua_residual (
  id_epsa integer references epsa,
  cantidad numeric(8,2),
  instalada numeric(8,2),
  operada numeric(8,2),
  anio_inicio integer,
  coordenada_x double precision,
  coordenada_y double precision,
  coordenada_z double precision,
  zona_utm character varying(5),
  id_tipo_tratamiento_ar integer references tipo_tratamiento_ar
);

create table tecnica_tuberia (
  id_epsa integer references epsa,
  longitud_total numeric(10,2),
  id_localidad integer references localidad,
  id_sector integer references sector,
  id_material_tuberia integer references material_tuberia
);

create table tecnica_as (
  id_epsa integer references epsa,
  id_opcion_tecnica integer references opcion_tecnica
);

create table descarga_ar (
  id_epsa integer references epsa,
  nombre_cuerpo_receptor character varying(150),
  coordenada_x double precision,
  coordenada_y double precision,
  zona_utm character varying(5),
  id_cuerpo_receptor integer references cuerpo_receptor
);

create table funcionarios (
  id_epsa integer references epsa,
  numero_funcionarios integer,
  id_tipo_funcionario integer references tipo_funcionario
);

create table ingresos (
  id_epsa integer references epsa,
  monto numeric(14,2),
  observacion text,
  id_tipo_ingreso integer references tipo_ingreso,
  id_periodo_pago integer references periodo_pago
);

create table identificacion_problemas (
  id_epsa integer references epsa,
  descripcion text,
  efecto text,
  acciones_actuales text,
  id_tipo_problema integer references tipo_sistema_problema
);

create table requerimiento_desarrollo (
  id_epsa integer references epsa,
  descripcion text,
  id_tipo_requerimiento integer references tipo_requerimiento
);
